package org.earmuff.ledger;

/** What a row of the account tells. */
public enum RowKind {
    /** Sound left, in whole or in part. */
    UPLOAD("upload"),
    /** Sound, or what might have been, was withheld and none of it left. */
    ATTEMPT("attempt"),
    /** A mute was set. */
    MUTE("mute"),
    /** A mute was lifted, or its end came. */
    UNMUTE("unmute"),
    /** A configuration came into force, or was refused. */
    CONFIG("config"),
    START("start"),
    STOP("stop"),
    /** A device was seen for the first time, or several behind one hardware address; {@code reason} says which. */
    DEVICE("device"),
    /** Rows could not be kept, or were added up because one speaker had too many; {@code reason} begins with their count. */
    GAP("gap"),
    /** The wall clock jumped, was set or was not set since boot, or the machine slept; {@code reason} says which. */
    CLOCK("clock"),
    /** A signed statement about all rows before it; {@code reason} says what it was made for. */
    CHECKPOINT("checkpoint");

    private final String word;

    RowKind(String word) {
        this.word = word;
    }

    /** The word of the {@code kind} column. */
    public String word() {
        return word;
    }

    static RowKind of(String word) {
        for (RowKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("the ledger holds a row of an unknown kind: " + word);
    }
}
