package org.earmuff.cli;

/** A command that cannot go on; the message is for the user, the code for scripts. */
public final class CommandFailure extends RuntimeException {

    /** The command was understood and did not succeed. */
    public static final int FAILED = 1;
    /** The command was not understood. */
    public static final int USAGE = 2;
    /** The appliance does not answer ({@code EX_UNAVAILABLE}). */
    public static final int NOT_REACHABLE = 69;
    /** The configuration is bad ({@code EX_CONFIG}). */
    public static final int BAD_CONFIGURATION = 78;

    private static final long serialVersionUID = 1L;

    private final int code;

    public CommandFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
