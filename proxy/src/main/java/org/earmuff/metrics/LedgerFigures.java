package org.earmuff.metrics;

import java.util.Map;

/**
 * What the account tells about itself at a scrape.
 *
 * @param rows rows written since start, by kind
 * @param bytes size on disk
 * @param lagSeconds age of the oldest row that is not on disk
 * @param errors failed writes and lost rows since start
 */
public record LedgerFigures(Map<String, Long> rows, long bytes, double lagSeconds, long errors) {}
