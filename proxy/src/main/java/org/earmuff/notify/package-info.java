/**
 * Tells the household of a few events: a short text is posted to receivers that understand ntfy. A bounded queue, one thread, and a limit
 * on how often: never in the way of forwarding, never a flood.
 *
 * <p>It must not know how flows are relayed or decided, and it never tells where a speaker connected to, nor anything that was said.
 */
@NullMarked
package org.earmuff.notify;

import org.jspecify.annotations.NullMarked;
