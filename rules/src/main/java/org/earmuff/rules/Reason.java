package org.earmuff.rules;

/** Why a verdict is what it is: the closed list that users see in rows, labels and explanations. */
public enum Reason {
    MUTE("mute"),
    HOURS("hours"),
    BUDGET("budget"),
    LONGEST_UPLOAD("longest-upload"),
    RATE("rate"),
    NAME("name"),
    UNKNOWN_DEVICE("unknown-device"),
    CLOCK("clock"),
    OVERLOAD("overload"),
    DEFAULT("default");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** The word users read. */
    public String word() {
        return word;
    }
}
