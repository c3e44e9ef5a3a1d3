package org.earmuff.flow;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where front doors bring connections. Called on the connection's event loop; never throws. */
public interface Arrivals {

    /**
     * In whose name an address takes places at a door, as far as is known at this moment: devices that are not known share one, and an
     * address that still has to be looked up stands for itself.
     */
    default String holder(InetAddress source) {
        return source.getHostAddress();
    }

    /** Somebody wants to go somewhere. */
    void arrived(Arrival arrival);

    /** Somebody came to a door and could not be understood, took too long, or was one too many; the connection is closed already. */
    void turnedAway(InetSocketAddress source, InetSocketAddress door, CloseCause cause);
}
