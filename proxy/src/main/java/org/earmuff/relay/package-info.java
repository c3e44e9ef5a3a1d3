/**
 * Moves a flow's bytes: gate, withholding, shaping, metering, half-close, abort.
 *
 * <p>It is told what may happen and never asks why; it must not know rules, mutes, speakers' names or where anything is written.
 */
@NullMarked
package org.earmuff.relay;

import org.jspecify.annotations.NullMarked;
