package org.earmuff.flow;

/** What became of bytes. */
public enum Outcome {
    FORWARDED("forwarded"),
    DISCARDED("discarded");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    /** The label users read. */
    public String word() {
        return word;
    }
}
