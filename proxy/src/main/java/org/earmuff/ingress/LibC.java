package org.earmuff.ingress;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * The few calls of the C library that transparent UDP and raw sockets need and nothing in Java has: Netty tells a datagram's original
 * destination for IPv4 alone. Loaded when the first door for UDP is opened.
 */
final class LibC {

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_RCVBUF = 8;
    static final int SHUT_RDWR = 2;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;

    /** A raw socket that is given whole packets, their IP headers included. */
    static final int IPPROTO_RAW = 255;

    static final int IPPROTO_IP = 0;
    static final int IP_TRANSPARENT = 19;
    static final int IP_RECVORIGDSTADDR = 20;

    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int IPV6_RECVORIGDSTADDR = 74;
    static final int IPV6_TRANSPARENT = 75;

    static {
        Native.register(LibC.class, Platform.C_LIBRARY_NAME);
    }

    private LibC() {}

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int setsockopt(int fd, int level, int name, Pointer value, int length) throws LastErrorException;

    static native int bind(int fd, Pointer address, int length) throws LastErrorException;

    static native int getsockname(int fd, Pointer address, Pointer length) throws LastErrorException;

    /** Blocks; its size_t and ssize_t are a register wide wherever Earmuff runs. */
    static native long recvmsg(int fd, Pointer message, int flags) throws LastErrorException;

    static native long sendto(int fd, Pointer bytes, long length, int flags, Pointer address, int size)
            throws LastErrorException;

    static native int shutdown(int fd, int how) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;
}
