package org.earmuff.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest row with the hash that stands for it and all before it. Whoever has written it down elsewhere can later prove that none of
 * them was changed or cut off since.
 *
 * @param id the row
 * @param at its instant
 * @param hash 64 hexadecimal digits
 * @param key fingerprint of the key that signs, 64 hexadecimal digits; null where nothing is signed
 * @param checkpoint the row of the newest checkpoint; 0 for none
 * @param checkpointAt its instant
 */
public record LedgerHead(
        long id,
        Instant at,
        String hash,
        @Nullable String key,
        long checkpoint,
        @Nullable Instant checkpointAt) {

    /** As {@code ledger verify --head} takes it. */
    public String text() {
        return id + " " + hash;
    }

    /** The first 48 bits of the hash, which any program that reads numbers can hold exactly. */
    public long hashNumber() {
        return Long.parseLong(hash.substring(0, 12), 16);
    }
}
