/** Folds orders into the present mute state. It must not know where an order came from beyond its name, nor where the state is kept. */
@NullMarked
package org.earmuff.rules.mute;

import org.jspecify.annotations.NullMarked;
