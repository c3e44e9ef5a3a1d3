package org.earmuff.week;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.RowKind;
import org.jspecify.annotations.Nullable;

/** One room's week. Grows while rows go by. */
public final class RoomWeek {

    /** By the clock on the wall: the night begins then, and ends at {@link #MORNING}. */
    static final LocalTime NIGHT = LocalTime.of(22, 0);

    static final LocalTime MORNING = LocalTime.of(6, 0);

    private long uploads;
    private long nightUploads;
    private long withheld;
    private double seconds;
    private double longest;
    private @Nullable Instant longestAt;
    private @Nullable String longestSpeaker;

    void add(LedgerRow row, ZoneId zone) {
        if (row.kind() != RowKind.UPLOAD) {
            withheld++;
            return;
        }
        double left = row.secondsLeft();
        uploads++;
        seconds += left;
        LocalTime at = LocalTime.ofInstant(row.at(), zone);
        if (!at.isBefore(NIGHT) || at.isBefore(MORNING)) {
            nightUploads++;
        }
        if (longestAt == null || left > longest) {
            longest = left;
            longestAt = row.at();
            longestSpeaker = row.speaker();
        }
    }

    void add(RoomWeek other) {
        uploads += other.uploads;
        nightUploads += other.nightUploads;
        withheld += other.withheld;
        seconds += other.seconds;
        if (other.longestAt != null && (longestAt == null || other.longest > longest)) {
            longest = other.longest;
            longestAt = other.longestAt;
            longestSpeaker = other.longestSpeaker;
        }
    }

    /** How often sound left, in whole or in part. */
    public long uploads() {
        return uploads;
    }

    /** Those of them that began between 22:00 and 06:00 by the clock on the wall. */
    public long nightUploads() {
        return nightUploads;
    }

    /** How often sound was withheld as a whole; one that was tried again within ten seconds counts once. */
    public long withheld() {
        return withheld;
    }

    /** Estimated seconds of sound that left. */
    public double seconds() {
        return seconds;
    }

    /** Seconds of the longest upload. */
    public double longest() {
        return longest;
    }

    /** When that began; null where there was none. */
    public @Nullable Instant longestAt() {
        return longestAt;
    }

    /** Whose it was; null where there was none. */
    public @Nullable String longestSpeaker() {
        return longestSpeaker;
    }

    JsonObject json() {
        return new JsonObject()
                .put("audio_seconds", Math.round(seconds * 10) / 10.0)
                .put("uploads", uploads)
                .put("night_uploads", nightUploads)
                .put("withheld", withheld)
                .put(
                        "longest",
                        longestAt == null
                                ? null
                                : new JsonObject()
                                        .put("audio_seconds", Math.round(longest * 10) / 10.0)
                                        .put("at", longestAt)
                                        .put("speaker", longestSpeaker));
    }
}
