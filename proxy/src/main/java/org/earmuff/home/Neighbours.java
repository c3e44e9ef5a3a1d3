package org.earmuff.home;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;

/** Where the hardware addresses behind IP addresses are read from. May block; never called on an event loop. */
@FunctionalInterface
public interface Neighbours {

    /**
     * The whole table as it is now, addresses in plain form ({@link IpText#plain}). An address that two devices claim is left out.
     *
     * @throws IOException where the table cannot be read, with a message for the user
     */
    Map<InetAddress, Mac> read() throws IOException;
}
