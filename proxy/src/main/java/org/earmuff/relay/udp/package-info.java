/**
 * Moves datagrams: associations of a speaker with a destination, withholding, shaping and metering by the datagram, and lookups.
 *
 * <p>It must not know who decides, nor how a datagram's destination was learnt.
 */
@NullMarked
package org.earmuff.relay.udp;

import org.jspecify.annotations.NullMarked;
