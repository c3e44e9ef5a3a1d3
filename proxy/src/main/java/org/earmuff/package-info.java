/** The composition root: the one place that knows all parts; starts and stops them in order. */
@NullMarked
package org.earmuff;

import org.jspecify.annotations.NullMarked;
