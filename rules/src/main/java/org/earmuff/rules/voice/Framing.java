package org.earmuff.rules.voice;

/** What one unit given to a {@link BurstMeter} is. */
public enum Framing {
    /** TLS application-data records: lengths are exact. */
    TLS(5),
    /** Whatever arrived together on a stream that is not TLS. */
    STREAM(0),
    /** UDP datagrams. */
    DATAGRAM(0);

    private final int header;

    Framing(int header) {
        this.header = header;
    }

    /** Bytes of framing in clear before each unit. */
    public int header() {
        return header;
    }
}
