package org.earmuff.admin;

import java.util.concurrent.CompletionException;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** An answer that is an error, as {@code application/problem+json}; the detail says what is wrong and how to mend it. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Seconds after which what is not possible now may be, where nobody knows better. */
    private static final String USUAL_WAIT = "5";

    private final int status;
    private final transient JsonObject more;
    private final String location;

    public Problem(int status, String detail) {
        this(status, detail, new JsonObject());
    }

    /** With further fields for programs. */
    public Problem(int status, String detail, JsonObject more) {
        // It is an answer, not a fault: the stack trace would only cost.
        super(detail, null, false, false);
        this.status = status;
        this.more = more;
        this.location = "";
    }

    private Problem(String location) {
        super("see " + location, null, false, false);
        this.status = 303;
        this.more = new JsonObject();
        this.location = location;
    }

    /** To be tried again after so many seconds. */
    static Problem later(int status, String detail, long seconds) {
        return new Problem(status, detail, new JsonObject().put("retry_after", seconds));
    }

    /** Not here: a browser is to look at another page first. */
    static Problem elsewhere(String location) {
        return new Problem(location);
    }

    public int status() {
        return status;
    }

    public Answer answer() {
        if (!location.isEmpty()) {
            return Answer.seeOther(location);
        }
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", Answer.phrase(status))
                .put("status", status)
                .put("detail", getMessage());
        more.keys().forEach(key -> body.put(key, more.get(key)));
        Answer answer = Answer.of(status, "application/problem+json", body + "\n");
        Object wait = more.get("retry_after");
        if (wait == null && status == 503) {
            return answer.with("Retry-After", USUAL_WAIT);
        }
        return wait == null ? answer : answer.with("Retry-After", wait.toString());
    }

    /** Whatever went wrong, as an answer; null where it is a fault of ours. */
    static @Nullable Answer answerTo(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof Problem problem ? problem.answer() : null;
    }
}
