package org.earmuff.flow;

/** What a packet was that was refused rather than carried. */
public enum PacketKind {
    QUIC("quic"),
    UDP("udp"),
    /** Another protocol. */
    OTHER("other");

    private final String word;

    PacketKind(String word) {
        this.word = word;
    }

    /** The kind of datagrams of a service. */
    public static PacketKind of(Service service) {
        return service == Service.QUIC ? QUIC : UDP;
    }

    /** The label users read. */
    public String word() {
        return word;
    }
}
