/**
 * Names that devices gave themselves when they asked for an address, from the files of DHCP servers on this box.
 *
 * <p>A stranger chooses such a name, so it is for people to read and never tells who a device is. It must not know what the names are for.
 */
@NullMarked
package org.earmuff.home.leases;

import org.jspecify.annotations.NullMarked;
