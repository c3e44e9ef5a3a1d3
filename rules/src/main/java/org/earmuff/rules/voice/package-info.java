/**
 * Turns the sizes and times of records into bursts, settled or not, sound or not, with coding and seconds.
 *
 * <p>It must not know devices, hosts, names or bytes: only lengths and times.
 */
@NullMarked
package org.earmuff.rules.voice;

import org.jspecify.annotations.NullMarked;
