package org.earmuff.flow;

import java.net.InetSocketAddress;

/** Where front doors bring connections. Called on the connection's event loop; never throws. */
public interface Arrivals {

    /** Somebody wants to go somewhere. */
    void arrived(Arrival arrival);

    /** Somebody came to a door and could not be understood, took too long, or was one too many; the connection is closed already. */
    void turnedAway(InetSocketAddress source, InetSocketAddress door, CloseCause cause);
}
