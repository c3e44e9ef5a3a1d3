/**
 * Decides what may happen to a speaker's upstream, given facts, usage so far and an instant.
 *
 * <p>It must not know sockets, files, clocks, hosts or vendors: time is always an argument.
 */
@NullMarked
package org.earmuff.rules;

import org.jspecify.annotations.NullMarked;
