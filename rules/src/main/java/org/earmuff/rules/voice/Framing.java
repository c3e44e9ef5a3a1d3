package org.earmuff.rules.voice;

/** What one unit given to a {@link BurstMeter} is. */
public enum Framing {
    /** TLS application-data records: lengths are exact, times may cluster. */
    TLS(5, Kind.VOICE),
    /** Whatever arrived together on a stream that is not TLS. */
    STREAM(0, Kind.VOICE),
    /** UDP datagrams of a call. */
    DATAGRAM(0, Kind.CALL),
    /** UDP datagrams of a QUIC connection: what TLS carries elsewhere, its records hidden. */
    QUIC(0, Kind.VOICE);

    private final int header;
    private final Kind kind;

    Framing(int header, Kind kind) {
        this.header = header;
        this.kind = kind;
    }

    /** Bytes of framing in clear before each unit. */
    public int header() {
        return header;
    }

    /** What an upload in this framing is. */
    public Kind kind() {
        return kind;
    }
}
