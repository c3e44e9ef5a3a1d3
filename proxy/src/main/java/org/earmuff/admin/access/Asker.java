package org.earmuff.admin.access;

/** Who is asking, as far as they have proved it. What they may do follows from this alone. */
public enum Asker {

    /** A password is set, and nothing was shown: only log-in, health and metrics are open. */
    NOBODY(false, false, false, false),

    /** No password is set: whoever may connect reads and mutes, as a family shares a light switch. */
    ANYONE(true, true, true, false),

    /** Came by a guest link: sees how much left and when, not where to, and changes nothing. */
    GUEST(true, false, false, false),

    /** Logged in with the password. */
    OWNER(true, true, true, true),

    /** A program with the token of {@code admin.token}. */
    MACHINE(true, true, true, true);

    private final boolean reads;
    private final boolean seesDestinations;
    private final boolean mutes;
    private final boolean administers;

    Asker(boolean reads, boolean seesDestinations, boolean mutes, boolean administers) {
        this.reads = reads;
        this.seesDestinations = seesDestinations;
        this.mutes = mutes;
        this.administers = administers;
    }

    /** Whether figures, verdicts and mutes may be shown. */
    public boolean mayRead() {
        return reads;
    }

    /** Whether addresses and names that speakers connected to may be shown. */
    public boolean maySeeDestinations() {
        return seesDestinations;
    }

    /** Whether mutes may be set and lifted. */
    public boolean mayMute() {
        return mutes;
    }

    /** Whether the configuration may be read again, and guests and sessions be seen and ended. */
    public boolean mayAdminister() {
        return administers;
    }
}
