package org.earmuff.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param ledger its identifier
 * @param rows how many were looked at
 * @param first the first row that is there
 * @param last the last one that was looked at
 * @param hash of that row, 64 hexadecimal digits
 * @param dropped rows that retention has dropped before the first
 * @param erased rows whose personal fields were erased
 * @param checkpoints how many there are, all with a good signature
 * @param lastCheckpoint the newest one's row; 0 for none
 * @param unsigned rows after it, which no signature covers yet
 * @param keys the keys that signed, in their order
 * @param wrong the first thing that is wrong; null where all is right
 */
public record VerifyReport(
        String ledger,
        long rows,
        long first,
        long last,
        String hash,
        long dropped,
        long erased,
        long checkpoints,
        long lastCheckpoint,
        @Nullable Instant lastCheckpointAt,
        long unsigned,
        List<KeyUse> keys,
        @Nullable Wrong wrong) {

    /**
     * A key and the first checkpoint that it signed.
     *
     * @param fingerprint 64 hexadecimal digits
     */
    public record KeyUse(String fingerprint, long from) {}

    /**
     * The first thing that is wrong.
     *
     * @param row the row that it was noticed at; 0 where it is about no single one
     * @param what a clause
     * @param remedy what to do, as a sentence
     */
    public record Wrong(long row, String what, String remedy) {}

    public VerifyReport {
        keys = List.copyOf(keys);
    }

    /** The same with something that is wrong. */
    VerifyReport with(Wrong found) {
        return new VerifyReport(
                ledger,
                rows,
                first,
                last,
                hash,
                dropped,
                erased,
                checkpoints,
                lastCheckpoint,
                lastCheckpointAt,
                unsigned,
                keys,
                found);
    }

    /** Whether nothing is wrong. */
    public boolean isGood() {
        return wrong == null;
    }
}
