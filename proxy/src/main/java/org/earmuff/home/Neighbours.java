package org.earmuff.home;

import java.io.IOException;
import java.util.List;

/** Where the hardware addresses behind IP addresses are read from. May block; never called on an event loop. */
@FunctionalInterface
public interface Neighbours {

    /**
     * The whole table as it is now.
     *
     * @throws IOException where the table cannot be read, with a message for the user
     */
    List<Neighbour> read() throws IOException;
}
