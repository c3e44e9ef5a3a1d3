package org.earmuff.policy;

import java.time.Instant;
import org.earmuff.relay.Terms;

/**
 * Where a flow stands.
 *
 * @param until the first instant at which its terms may be others
 */
record Standing(Terms terms, Instant until) {}
