package org.earmuff.json;

import java.io.IOException;

/** A text is not the JSON that was expected; the message is a sentence for the user. */
public final class JsonException extends IOException {

    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message);
    }
}
