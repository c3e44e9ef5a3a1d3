/**
 * Knows whether a weekly wall-clock window is open and when that next changes.
 *
 * <p>It must not know what a window is for, nor whose it is: it is given an instant and a zone, and never asks for the time.
 */
@NullMarked
package org.earmuff.rules.hours;

import org.jspecify.annotations.NullMarked;
