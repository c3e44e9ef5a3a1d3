package org.earmuff.ingress;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.earmuff.flow.Answers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers by raw sockets, which need no port of their own: where another program of this box holds the port on every address, and where
 * what must be said is no datagram. Needs CAP_NET_RAW. The sockets are opened when they are first needed, one for each IP version.
 */
public final class RawAnswers implements Answers, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RawAnswers.class);
    private static final int NOT_OPEN = -1;
    private static final int NEVER = -2;
    private static final int ADDRESS = 28;

    private int four = NOT_OPEN;
    private int six = NOT_OPEN;

    @Override
    public boolean answer(InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        return alike(from, to) && send(to, AnswerPacket.datagram(from, to, payload));
    }

    @Override
    public void unreachable(InetSocketAddress source, InetSocketAddress destination) {
        if (alike(source, destination)) {
            send(source, AnswerPacket.unreachable(source, destination));
        }
    }

    private static boolean alike(InetSocketAddress one, InetSocketAddress other) {
        return one.getAddress().getAddress().length == other.getAddress().getAddress().length;
    }

    private synchronized boolean send(InetSocketAddress to, ByteBuffer packet) {
        byte[] address = to.getAddress().getAddress();
        boolean ipv4 = address.length == 4;
        int fd = socket(ipv4);
        if (fd < 0) {
            return false;
        }
        int length = packet.remaining();
        try (Memory bytes = new Memory(length);
                Memory where = new Memory(ADDRESS)) {
            bytes.getByteBuffer(0, length).put(packet);
            where.clear();
            where.setShort(0, (short) (ipv4 ? LibC.AF_INET : LibC.AF_INET6));
            where.write(ipv4 ? 4 : 8, address, 0, address.length);
            LibC.sendto(fd, bytes, length, LibC.MSG_DONTWAIT, where, ipv4 ? 16 : ADDRESS);
            return true;
        } catch (LastErrorException e) {
            LOG.debug("an answer could not be sent: {}", e.getMessage());
            return false;
        }
    }

    private int socket(boolean ipv4) {
        int fd = ipv4 ? four : six;
        if (fd != NOT_OPEN) {
            return fd;
        }
        try {
            fd = LibC.socket(ipv4 ? LibC.AF_INET : LibC.AF_INET6, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, LibC.IPPROTO_RAW);
        } catch (LastErrorException | LinkageError e) {
            fd = NEVER;
            LOG.warn(
                    "no raw socket is to be had ({}): speakers are not told of UDP that is refused; give this process"
                            + " CAP_NET_RAW, as the system service does",
                    e.getMessage());
        }
        if (ipv4) {
            four = fd;
        } else {
            six = fd;
        }
        return fd;
    }

    /** Answers nothing more. */
    @Override
    public synchronized void close() {
        for (int fd : new int[] {four, six}) {
            if (fd >= 0) {
                LibC.close(fd);
            }
        }
        four = NEVER;
        six = NEVER;
    }
}
