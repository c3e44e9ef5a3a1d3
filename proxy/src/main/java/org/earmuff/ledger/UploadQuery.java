package org.earmuff.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which uploads and attempts are asked for. Answers are always in the order of their ids.
 *
 * @param since the first instant, inclusive; null for the beginning
 * @param until the last instant, exclusive; null for now
 * @param speaker one speaker's name; null for all
 * @param limit at most so many, 1 to {@link #MOST}
 * @param after the oldest rows whose id is larger than this; null for the newest rows of the range
 */
public record UploadQuery(
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String speaker,
        int limit,
        @Nullable Long after) {

    public static final int MOST = 1000;

    public UploadQuery {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit must be 1 to " + MOST + ", not " + limit);
        }
    }
}
