package org.earmuff.firewall;

/**
 * The numbers by which the table and the routing know each other. The mark is a few bits under a mask, so that marks of
 * VPNs and shapers survive; Tailscale, Kubernetes, wg-quick and mwan3 use other bits.
 */
final class Marking {

    static final String MARK = "0x0ea00000";
    static final String MASK = "0x0ff00000";
    /** All bits but those of {@link #MASK}. */
    static final String REST = "0xf00fffff";
    /** Routing table and rule priority: after {@code local} (0), before every rule that tools add by default. */
    static final String TABLE = "1063";

    private Marking() {}
}
