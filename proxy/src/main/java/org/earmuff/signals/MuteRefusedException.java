package org.earmuff.signals;

/** An order that was not carried out, or not wholly; the message is a sentence for the user that says which, why, and how to mend it. */
public final class MuteRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MuteRefusedException(String message) {
        super(message);
    }

    public MuteRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
