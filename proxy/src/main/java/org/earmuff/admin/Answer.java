package org.earmuff.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One answer, besides the headers that every answer carries. Immutable; its bytes are not copied and must not be changed. */
public final class Answer {

    public static final String HTML = "text/html; charset=utf-8";
    public static final String TEXT = "text/plain; charset=utf-8";

    /** The answer that opens a stream of events; its body never ends. */
    static final Answer EVENTS = new Answer(200, "text/event-stream", new byte[0], Map.of());

    private final int status;
    private final String type;
    private final byte[] body;
    private final Map<String, String> headers;
    private final @Nullable Call watcher;
    private final @Nullable Pieces rest;

    public Answer(int status, String type, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.type = type;
        this.body = body;
        this.headers = headers;
        this.watcher = null;
        this.rest = null;
    }

    private Answer(Answer before, Map<String, String> headers, @Nullable Call watcher, @Nullable Pieces rest) {
        this.status = before.status;
        this.type = before.type;
        this.body = before.body;
        this.headers = headers;
        this.watcher = watcher;
        this.rest = rest;
    }

    /** Opens a stream of events for whoever asked. */
    static Answer events(Call call) {
        return new Answer(EVENTS, EVENTS.headers, call, null);
    }

    /** Who is to be told of events; null where this is no stream. */
    @Nullable
    Call watcher() {
        return watcher;
    }

    public static Answer of(int status, String type, String body) {
        return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public static Answer json(JsonObject body) {
        return of(200, "application/json", body + "\n");
    }

    public static Answer seeOther(String location) {
        return of(303, TEXT, "").with("Location", location);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(this, more, watcher, rest);
    }

    /** The same, and pieces that follow its body. */
    Answer before(Pieces pieces) {
        return new Answer(this, headers, watcher, pieces);
    }

    /** What follows the body; null where the body is all. */
    @Nullable
    Pieces rest() {
        return rest;
    }

    /** The same with a header, where it has none of that name yet. */
    Answer unless(String header, String value) {
        return headers.containsKey(header) ? this : with(header, value);
    }

    boolean opensStream() {
        return type.equals(EVENTS.type);
    }

    public int status() {
        return status;
    }

    String type() {
        return type;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    static String phrase(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
