package org.earmuff.flow;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Epoll for event loops that carry flows.
 *
 * <p>Netty's own (seen in 4.2.18) takes a channel that waits for nothing out of epoll and then cannot put it back: the next
 * {@code epoll_ctl} fails with ENOENT. That meets every half-closed flow, and every one that is paused when the other side's FIN comes:
 * what was still to be sent is lost. Here such a channel stays, edge-triggered and waiting for nothing, so that it costs no wake-ups either.
 */
public final class FlowLoops {

    private FlowLoops() {}

    /** As {@link EpollIoHandler#newFactory()}. */
    public static IoHandlerFactory epoll() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new Handler(factory.newHandler(executor));
    }

    private record Handler(IoHandler epoll) implements IoHandler {

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new Registration(epoll.register(handle));
        }

        @Override
        public void initialize() {
            epoll.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return epoll.run(context);
        }

        @Override
        public void prepareToDestroy() {
            epoll.prepareToDestroy();
        }

        @Override
        public void destroy() {
            epoll.destroy();
        }

        @Override
        public void wakeup() {
            epoll.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return epoll.isCompatible(type);
        }
    }

    private static final class Registration implements IoRegistration {

        private final IoRegistration epoll;
        private volatile boolean added;

        Registration(IoRegistration epoll) {
            this.epoll = epoll;
        }

        @Override
        public long submit(IoOps ops) {
            boolean nothing = ops.equals(EpollIoOps.NONE);
            if (nothing && added) {
                return epoll.submit(EpollIoOps.EPOLLET);
            }
            long result = epoll.submit(ops);
            added |= !nothing;
            return result;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature.
        public <T> T attachment() {
            return epoll.attachment();
        }

        @Override
        public boolean isValid() {
            return epoll.isValid();
        }

        @Override
        public boolean cancel() {
            return epoll.cancel();
        }
    }
}
