package org.earmuff.policy;

/** Told of what the wall clock did besides running. On an event loop: returns at once. */
@FunctionalInterface
public interface ClockListener {

    /**
     * The clock jumped, was set, lost its setting, or the machine slept.
     *
     * @param what for people
     * @param seconds by how much, 0 where it is not about an amount
     */
    void clock(String what, double seconds);
}
