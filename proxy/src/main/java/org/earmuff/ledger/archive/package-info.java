/**
 * A vendor's archive held against the home's own account: what the archive holds is read as times and devices, and each time is matched
 * with one upload at most.
 *
 * <p>It must not know what was said: words and recordings in an archive are passed over, never kept, copied or printed. It writes nothing
 * to the disk, and knows neither commands nor pages.
 */
@NullMarked
package org.earmuff.ledger.archive;

import org.jspecify.annotations.NullMarked;
