package org.earmuff.ledger.archive;

/**
 * An archive is not read to its end, and nothing is made of what was read. No {@link java.io.IOException}: those are damage, which costs one
 * file, and reading goes on behind it.
 */
public final class ReadingEnded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Why why;
    private final long bound;

    /** Why, and what the bound counts. */
    public enum Why {
        /** It holds more activations than this. */
        MANY,
        /** It unpacks to more MiB than this. */
        SWELLS,
        /** It takes more seconds than this. */
        LONG,
        /** Nobody waits for it any longer. */
        GONE
    }

    public ReadingEnded(Why why, long bound) {
        // It is an answer, not a fault: the stack trace would only cost.
        super(why + " " + bound, null, false, false);
        this.why = why;
        this.bound = bound;
    }

    public Why why() {
        return why;
    }

    public long bound() {
        return bound;
    }
}
