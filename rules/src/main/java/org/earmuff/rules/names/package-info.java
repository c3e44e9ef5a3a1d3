/** Patterns of host names. It must not know which names there are, nor where a name came from. */
@NullMarked
package org.earmuff.rules.names;

import org.jspecify.annotations.NullMarked;
