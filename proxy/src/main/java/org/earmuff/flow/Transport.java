package org.earmuff.flow;

/** What carries a flow. */
public enum Transport {
    TCP("tcp"),
    UDP("udp");

    private final String word;

    Transport(String word) {
        this.word = word;
    }

    /** The word users read. */
    public String word() {
        return word;
    }
}
