/**
 * The kernel's part: the nftables table {@code inet earmuff} and the policy routing that together hand speakers' TCP and UDP
 * to the transparent listener and let nothing of theirs around it.
 *
 * <p>It must not know what rules or verdicts are, nor how the appliance listens: interfaces, ports and the addresses of
 * speakers are all it is told.
 */
@NullMarked
package org.earmuff.firewall;

import org.jspecify.annotations.NullMarked;
