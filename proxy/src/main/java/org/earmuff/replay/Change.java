package org.earmuff.replay;

/** What would have been otherwise about an upload or an attempt. */
public enum Change {
    /** Nothing would. */
    NONE("none"),
    /** It left; nothing of it would have. */
    WITHHELD("withheld"),
    /** It left as far as it was let; it would have been cut earlier. */
    CUT("cut"),
    /** It left; it would have left at a lower rate. */
    SLOWED("slowed"),
    /** It was withheld; it would have left. How long it would have been nobody knows, for it was stopped before it ended. */
    LEFT("left"),
    /** It was cut; it would have gone on. For how long nobody knows. */
    LONGER("longer");

    private final String word;

    Change(String word) {
        this.word = word;
    }

    /** The word of tables and JSON. */
    public String word() {
        return word;
    }

    /** Whether the other rules would have been the stricter ones. */
    public boolean stricter() {
        return this == WITHHELD || this == CUT || this == SLOWED;
    }
}
