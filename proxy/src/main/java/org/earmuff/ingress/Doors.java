package org.earmuff.ingress;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.earmuff.flow.Arrivals;
import org.earmuff.flow.CloseCause;

/** Opens the front doors. */
public final class Doors {

    /**
     * What all doors share.
     *
     * @param maxConnections connections that one door has open at once, shared out by {@link org.earmuff.flow.Places}; what is more is reset
     * @param requestTimeout how long a client may take to say where it wants to go
     */
    public record Common(
            EventLoopGroup loops, Arrivals arrivals, Resolver resolver, int maxConnections, Duration requestTimeout) {}

    private final Common common;

    public Doors(Common common) {
        this.common = common;
    }

    /**
     * Connections that the firewall diverts here (Linux TPROXY). Needs CAP_NET_RAW, or CAP_NET_ADMIN.
     *
     * @throws IOException where the port is taken or the capability is missing
     */
    public Door tproxy(InetSocketAddress address) throws IOException {
        return Door.bind(common, address, true, this::transparent);
    }

    /** The same on a listening transparent socket that was opened for us, as systemd does. Needs no capability. */
    public Door tproxy(int fd) throws IOException {
        return Door.adopt(common, fd, this::transparent);
    }

    /** SOCKS5 (RFC 1928) without authentication, CONNECT only. */
    public Door socks(InetSocketAddress address) throws IOException {
        return Door.bind(common, address, false, channel -> SocksDoor.welcome(common, channel));
    }

    /** HTTP CONNECT (RFC 9110, 9.3.6). */
    public Door connect(InetSocketAddress address) throws IOException {
        return Door.bind(common, address, false, channel -> ConnectDoor.welcome(common, channel));
    }

    private void transparent(SocketChannel channel) {
        // Under TPROXY the accepted socket's own address is the one that the speaker asked for.
        InetSocketAddress destination = channel.localAddress();
        InetSocketAddress source = channel.remoteAddress();
        if (destination == null || source == null) {
            Door.turnAway(common.arrivals(), channel, CloseCause.SPEAKER_RESET);
            return;
        }
        // The channel is registered when its initialiser has returned; only then may it be worked with.
        channel.eventLoop()
                .execute(() -> common.arrivals()
                        .arrived(new PlainArrival(channel, source, destination, null, () -> {}, cause -> {})));
    }
}
