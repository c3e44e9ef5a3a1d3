package org.earmuff.ingress;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that connections could not be accepted, a minute apart at least; they wait in the kernel and are tried again. */
final class AcceptErrors extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptErrors.class);
    private static final long REMIND_SECONDS = 60;

    private boolean silent;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!silent) {
            silent = true;
            LOG.error(
                    "{}: connections could not be accepted: {}; {}",
                    ctx.channel().localAddress(),
                    cause.getMessage(),
                    remedy(String.valueOf(cause.getMessage())));
            ctx.executor().schedule(() -> silent = false, REMIND_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static String remedy(String problem) {
        return problem.contains("Too many open files")
                ? "let this process open more: LimitNOFILE= of the service, or ulimit -n"
                : "they wait and are tried again every second";
    }
}
