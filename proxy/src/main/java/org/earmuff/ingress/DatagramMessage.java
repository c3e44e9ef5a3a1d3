package org.earmuff.ingress;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The memory that recvmsg(2) fills: one datagram, who sent it, and where it was meant to go. Laid out as Linux does on 64-bit machines:
 * struct msghdr, struct iovec, and control messages (cmsg(3)) of IP_ORIGDSTADDR and IPV6_ORIGDSTADDR. One thread.
 */
final class DatagramMessage {

    /** Larger ones are cut by the kernel, and not taken. */
    static final int LARGEST = 8 * 1024;

    private static final int HEADER_SIZE = 56;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int FLAGS = 48;

    private static final int ADDRESS_SIZE = 28;
    private static final int CONTROL_SIZE = 256;
    /** struct cmsghdr: a length of eight bytes, a level and a type of four. */
    private static final int CMSG_HEADER = 16;

    private final Memory header = new Memory(HEADER_SIZE);
    private final Memory vector = new Memory(16);
    private final Memory address = new Memory(ADDRESS_SIZE);
    private final Memory control = new Memory(CONTROL_SIZE);
    private final Memory payload = new Memory(LARGEST);
    private long length;

    DatagramMessage() {
        header.clear();
        vector.setPointer(0, payload);
        vector.setLong(8, LARGEST);
        header.setPointer(NAME, address);
        header.setPointer(VECTOR, vector);
        header.setLong(VECTORS, 1);
        header.setPointer(CONTROL, control);
    }

    /** Waits for the next datagram. */
    void receive(int fd) {
        header.setInt(NAME_LENGTH, ADDRESS_SIZE);
        header.setLong(CONTROL_LENGTH, CONTROL_SIZE);
        header.setInt(FLAGS, 0);
        length = LibC.recvmsg(fd, header, 0);
    }

    /** Whether all of it is here. */
    boolean whole() {
        return (header.getInt(FLAGS) & LibC.MSG_TRUNC) == 0;
    }

    /** Who sent it; null where the kernel did not say. */
    @Nullable
    InetSocketAddress source() {
        return header.getInt(NAME_LENGTH) == 0 ? null : address(address, 0);
    }

    /** Where it was meant to go; null where the kernel did not say. */
    @Nullable
    InetSocketAddress destination() {
        long end = header.getLong(CONTROL_LENGTH);
        long at = 0;
        while (at + CMSG_HEADER <= end) {
            long size = control.getLong(at);
            int level = control.getInt(at + 8);
            int type = control.getInt(at + 12);
            if (size < CMSG_HEADER || at + size > end) {
                return null;
            }
            boolean original = (level == LibC.IPPROTO_IP && type == LibC.IP_RECVORIGDSTADDR)
                    || (level == LibC.IPPROTO_IPV6 && type == LibC.IPV6_RECVORIGDSTADDR);
            if (original) {
                return address(control, at + CMSG_HEADER);
            }
            at += (size + 7) & ~7L;
        }
        return null;
    }

    /** A copy of what it carries, which the caller releases. */
    ByteBuf payload() {
        ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, (int) length));
        return copy.writeBytes(payload.getByteBuffer(0, length));
    }

    /** A struct sockaddr_in or sockaddr_in6; IPv4 mapped into IPv6 comes out as IPv4. */
    private static @Nullable InetSocketAddress address(Pointer from, long at) {
        int family = from.getShort(at);
        boolean six = family == LibC.AF_INET6;
        if (!six && family != LibC.AF_INET) {
            return null;
        }
        int port = ((from.getByte(at + 2) & 0xff) << 8) | (from.getByte(at + 3) & 0xff);
        byte[] bytes = from.getByteArray(at + (six ? 8 : 4), six ? 16 : 4);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
