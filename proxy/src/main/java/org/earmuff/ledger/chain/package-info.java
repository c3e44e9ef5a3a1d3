/**
 * What the account's proof is made of: canonical texts, digests, signed statements and the key that signs them. The format is
 * {@code docs/ledger.md}'s, byte for byte; another language can follow it from there.
 *
 * <p>It must not know the database, the writer's thread, nor what rows mean.
 */
@NullMarked
package org.earmuff.ledger.chain;

import org.jspecify.annotations.NullMarked;
