package org.earmuff.flow;

/** Where front doors bring connections. Called on the arrival's event loop; never throws. */
@FunctionalInterface
public interface Arrivals {
    void arrived(Arrival arrival);
}
