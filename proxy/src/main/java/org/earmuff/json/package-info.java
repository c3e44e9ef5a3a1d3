/**
 * Reads and writes small JSON texts as plain maps and lists.
 *
 * <p>It must not know what any field means.
 */
@NullMarked
package org.earmuff.json;

import org.jspecify.annotations.NullMarked;
