package org.earmuff.metrics;

import java.util.Map;

/**
 * What the account tells about itself at a scrape.
 *
 * @param rows rows written since start, by kind
 * @param bytes size on disk
 * @param lagSeconds age of the oldest row that is not on disk
 * @param errors failed writes and lost rows since start
 * @param headRow the newest row; 0 where there is none
 * @param headHash the first 48 bits of its hash
 * @param checkpointAt when the newest checkpoint was signed, in seconds since 1970; 0 where there is none
 */
public record LedgerFigures(
        Map<String, Long> rows,
        long bytes,
        double lagSeconds,
        long errors,
        long headRow,
        long headHash,
        double checkpointAt) {

    /** Of a ledger that was not opened yet. */
    public LedgerFigures(Map<String, Long> rows, long bytes, double lagSeconds, long errors) {
        this(rows, bytes, lagSeconds, errors, 0, 0, 0);
    }
}
