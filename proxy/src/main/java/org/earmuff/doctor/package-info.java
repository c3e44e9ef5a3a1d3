/**
 * Looks at the box that Earmuff runs on: what is missing, what is in the way, and the command that mends it. Changes nothing.
 *
 * <p>It must not know the running appliance, nor how the firewall is written.
 */
@NullMarked
package org.earmuff.doctor;

import org.jspecify.annotations.NullMarked;
