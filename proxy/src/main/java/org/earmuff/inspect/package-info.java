/**
 * What Earmuff would have seen, and forwarded, in a packet capture: the same meter and the same withholding rule as the relay, fed from packets
 * instead of sockets, in flat memory.
 *
 * <p>It must not know sockets, configuration or the ledger; time is that of the capture.
 */
@NullMarked
package org.earmuff.inspect;

import org.jspecify.annotations.NullMarked;
