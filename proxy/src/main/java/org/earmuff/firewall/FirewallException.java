package org.earmuff.firewall;

/** The kernel or its tools refused; the message says what failed and how to mend it, in words for a person. */
public final class FirewallException extends Exception {

    private static final long serialVersionUID = 1;

    public FirewallException(String message) {
        super(message);
    }
}
