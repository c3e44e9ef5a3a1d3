package org.earmuff.demo;

/** The demo cannot go on. The message is for the user: where, what, and how to mend it. */
public final class DemoException extends Exception {

    private static final long serialVersionUID = 1L;

    public DemoException(String message) {
        super(message);
    }

    public DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
