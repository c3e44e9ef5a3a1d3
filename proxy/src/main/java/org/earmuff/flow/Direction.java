package org.earmuff.flow;

/** Which way bytes go, seen from the speaker. */
public enum Direction {
    UP("up"),
    DOWN("down");

    private final String word;

    Direction(String word) {
        this.word = word;
    }

    /** The label users read. */
    public String word() {
        return word;
    }
}
