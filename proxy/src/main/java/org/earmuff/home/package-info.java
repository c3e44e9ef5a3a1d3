/**
 * Who is who: speakers by MAC address, IP address or block, the former from the kernel's neighbour table, kept current; and who is there,
 * with what looks like a speaker and the lines to add it.
 *
 * <p>It must not know what a speaker may do, nor where the list of speakers is written.
 */
@NullMarked
package org.earmuff.home;

import org.jspecify.annotations.NullMarked;
