package org.earmuff.replay;

import java.time.Instant;
import org.earmuff.json.JsonObject;

/** The same difference, about one speaker and for one reason, as often as it was found. Grows while rows go by. */
public final class Group {

    private final String speaker;
    private final Change change;
    private final String reason;
    private final String because;
    private long count;
    private double seconds;
    private long bytes;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long firstId;
    private long lastId;

    Group(String speaker, Change change, String reason, String because) {
        this.speaker = speaker;
        this.change = change;
        this.reason = reason;
        this.because = because;
    }

    void add(Changed changed) {
        count++;
        seconds += changed.seconds();
        bytes += changed.bytes();
        if (firstId == 0) {
            first = changed.row().at();
            firstId = changed.row().id();
        }
        last = changed.row().at();
        lastId = changed.row().id();
    }

    public String speaker() {
        return speaker;
    }

    public Change change() {
        return change;
    }

    /** The rule with its file and line, or the reason where no rule decided. */
    public String because() {
        return because;
    }

    public long count() {
        return count;
    }

    /** Seconds that would have left more, or less where negative, as far as they are known. */
    public double seconds() {
        return seconds;
    }

    /** Bytes, likewise. */
    public long bytes() {
        return bytes;
    }

    /** When the first of them began. */
    public Instant first() {
        return first;
    }

    /** When the last of them began. */
    public Instant last() {
        return last;
    }

    JsonObject json() {
        return new JsonObject()
                .put("speaker", speaker)
                .put("change", change.word())
                .put("reason", reason)
                .put("rule", because.equals(reason) ? null : because)
                .put("uploads", count)
                .put("audio_seconds", Math.round(seconds * 10) / 10.0)
                .put("bytes", bytes)
                .put("first", example(first, firstId))
                .put("last", example(last, lastId));
    }

    private static JsonObject example(Instant at, long id) {
        return new JsonObject().put("at", at).put("id", id);
    }
}
