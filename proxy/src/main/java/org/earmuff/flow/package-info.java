/**
 * The vocabulary of flows: what a flow is, how it ends, and who watches.
 *
 * <p>It must not know how bytes move, how decisions are made, nor where anything is written.
 */
@NullMarked
package org.earmuff.flow;

import org.jspecify.annotations.NullMarked;
