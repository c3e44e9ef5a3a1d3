package org.earmuff.admin;

import org.earmuff.json.JsonObject;

/** An answer that is an error, as {@code application/problem+json}; the detail says what is wrong and how to mend it. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient JsonObject more;

    Problem(int status, String detail) {
        this(status, detail, new JsonObject());
    }

    /** With further fields for programs. */
    Problem(int status, String detail, JsonObject more) {
        // It is an answer, not a fault: the stack trace would only cost.
        super(detail, null, false, false);
        this.status = status;
        this.more = more;
    }

    int status() {
        return status;
    }

    Answer answer() {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", Answer.phrase(status))
                .put("status", status)
                .put("detail", getMessage());
        more.keys().forEach(key -> body.put(key, more.get(key)));
        return Answer.of(status, "application/problem+json", body + "\n");
    }
}
