package org.earmuff;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What systemd passes in the environment: listening sockets, and where to say that we are ready. See sd_listen_fds(3) and sd_notify(3).
 */
public final class ServiceManager {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final int FIRST_FD = 3;

    private final Map<String, String> environment;
    private final long pid;

    public ServiceManager(Map<String, String> environment, long pid) {
        this.environment = environment;
        this.pid = pid;
    }

    /** File descriptors of listening sockets that were opened for this process under a name, in order; none outside systemd. */
    public List<Integer> sockets(String name) {
        List<Integer> found = new ArrayList<>();
        if (!String.valueOf(pid).equals(environment.get("LISTEN_PID"))) {
            return found;
        }
        int count = Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0"));
        List<String> names =
                List.of(environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1));
        for (int i = 0; i < count; i++) {
            if (i < names.size() && names.get(i).equals(name)) {
                found.add(FIRST_FD + i);
            }
        }
        return found;
    }

    /** Tells the service manager a state such as {@code READY=1}; does nothing where nobody listens. */
    public void tell(EventLoopGroup loops, String state) {
        String path = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (path.isEmpty()) {
            return;
        }
        // A leading @ stands for the zero byte of an abstract socket.
        String address = path.startsWith("@") ? "\0" + path.substring(1) : path;
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelHandlerAdapter() {})
                .connect(new DomainSocketAddress(address))
                .awaitUninterruptibly()
                .channel();
        channel.writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8))
                .awaitUninterruptibly()
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        LOG.warn("the service manager could not be told {}", state, sent.cause());
                    }
                });
        channel.close().awaitUninterruptibly();
    }
}
