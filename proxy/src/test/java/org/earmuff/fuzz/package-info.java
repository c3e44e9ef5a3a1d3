/**
 * Arbitrary bytes for every parser of what strangers send: a class a parser, whose one method throws where something is wrong. A test runs
 * the kept inputs; {@code bin/fuzz} lets Jazzer look for new ones.
 */
@NullMarked
package org.earmuff.fuzz;

import org.jspecify.annotations.NullMarked;
