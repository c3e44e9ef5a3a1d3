/**
 * The account of what left the house, and of every change of rules and mutes: one writer, and queries beside it.
 *
 * <p>It must not know how flows are relayed or decided, who reads the account, nor anything that was said: it keeps sizes, times
 * and names in clear, never payload.
 */
@NullMarked
package org.earmuff.ledger;

import org.jspecify.annotations.NullMarked;
