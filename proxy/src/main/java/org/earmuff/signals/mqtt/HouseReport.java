package org.earmuff.signals.mqtt;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is told of the house. */
public interface HouseReport {

    /**
     * A configured speaker as it is now.
     *
     * @param room empty for none
     * @param verdict {@code allow}, {@code limit}, {@code withhold} or {@code refuse}
     */
    record Speaker(String name, String room, String verdict) {}

    /**
     * What the account has of a speaker.
     *
     * @param seconds of sound that left since midnight on the household's wall
     * @param lastUpload when its last upload began; null where there is none
     */
    record Figures(double seconds, @Nullable Instant lastUpload) {}

    /** Every configured speaker. Cheap; asked every second. */
    List<Speaker> speakers();

    /** Row and hash of the account's newest checkpoint; empty where there is none. Cheap; asked every second. */
    default String ledgerHead() {
        return "";
    }

    /**
     * Each speaker's figures. It may read the disk; asked when something was uploaded, and every minute.
     *
     * @throws IOException where the account cannot be read: the figures of before stay
     */
    Map<String, Figures> figures() throws IOException;
}
