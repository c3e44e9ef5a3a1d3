package org.earmuff.flow;

/** Why a flow ended: the metric's label and the word in the account. Every end has exactly one. */
public enum CloseCause {
    /** Both sides said that they were done. */
    FINISHED("finished"),
    /** The speaker broke the connection off. */
    SPEAKER_RESET("speaker-reset"),
    /** The cloud broke the connection off. */
    CLOUD_RESET("cloud-reset"),
    /** The destination refused the connection. */
    CONNECT_REFUSED("connect-refused"),
    /** The destination did not answer in time. */
    CONNECT_TIMEOUT("connect-timeout"),
    /** No way to the destination: no route, network down, address not allowed. */
    UNREACHABLE("unreachable"),
    /** While withheld, a burst was sound, or grew past what may pass. */
    WITHHELD("withheld"),
    /** The verdict refuses everything. */
    REFUSED("refused"),
    /** While withheld, the speaker's allowance of housekeeping for this minute was spent. */
    HOUSEKEEPING_CAP("housekeeping-cap"),
    /** The speaker's address belongs to another device now. */
    MOVED("moved"),
    /** Nothing moved for longer than the idle limit. */
    IDLE("idle"),
    /** A front door (SOCKS, CONNECT) did not understand the client. */
    BAD_REQUEST("bad-request"),
    /** Too many flows, or too little memory. */
    OVERLOAD("overload"),
    /** Earmuff stopped. */
    SHUTDOWN("shutdown"),
    /** An error in Earmuff itself; the flow is aborted rather than let by. */
    INTERNAL("internal");

    private final String word;

    CloseCause(String word) {
        this.word = word;
    }

    /** The word users read. */
    public String word() {
        return word;
    }
}
