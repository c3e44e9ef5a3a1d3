package org.earmuff.ledger;

import org.jspecify.annotations.Nullable;

/** The account cannot be read at the moment; the message says where and why. */
public final class LedgerUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    LedgerUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
