/**
 * The one place where rules meet flows: builds facts, asks, applies, asks again when an answer runs out or the rules or mutes change.
 *
 * <p>It must not know where rules and mutes come from, nor what is told to people.
 */
@NullMarked
package org.earmuff.policy;

import org.jspecify.annotations.NullMarked;
