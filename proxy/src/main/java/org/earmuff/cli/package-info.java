/**
 * The commands: each a thin class over the HTTP interface, or over the same parts as the appliance.
 *
 * <p>It must not decide anything itself.
 */
@NullMarked
package org.earmuff.cli;

import org.jspecify.annotations.NullMarked;
