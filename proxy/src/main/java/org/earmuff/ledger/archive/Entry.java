package org.earmuff.ledger.archive;

import org.jspecify.annotations.Nullable;

/**
 * One activation in an archive; rows that agree in all of this are one.
 *
 * @param millis since 1970, of UTC where {@code zoned} and else of some wall clock
 * @param step what the time is written to, in milliseconds: 1, 1000 or 60,000
 * @param device serial number or name, as the archive has it; null where it has none
 */
record Entry(long millis, boolean zoned, int step, @Nullable String device, Source source) {}
