/** Counts what has passed against what may pass. It must not know what the bytes were, nor read a clock. */
@NullMarked
package org.earmuff.rules.budget;

import org.jspecify.annotations.NullMarked;
