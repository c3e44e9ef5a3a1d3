package org.earmuff.flow;

/** What a flow is for, as far as its transport and its destination's port tell before its first byte. */
public enum Service {
    /** A TCP connection. */
    STREAM,
    /** Questions for addresses, UDP to port 53. */
    DNS,
    /** The time, UDP to port 123. */
    NTP,
    /** A QUIC connection, UDP to port 443. */
    QUIC,
    /** Any other UDP: it may be a call. */
    OTHER;

    private static final int DNS_PORT = 53;
    private static final int NTP_PORT = 123;
    private static final int HTTPS_PORT = 443;

    static Service of(Transport transport, int port) {
        if (transport == Transport.TCP) {
            return STREAM;
        }
        return switch (port) {
            case DNS_PORT -> DNS;
            case NTP_PORT -> NTP;
            case HTTPS_PORT -> QUIC;
            default -> OTHER;
        };
    }

    /** Whether it is a question and an answer, and no sound whatever its pace. */
    public boolean lookup() {
        return this == DNS || this == NTP;
    }
}
