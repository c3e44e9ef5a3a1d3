package org.earmuff.demo;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.earmuff.policy.House;

/** Starts the appliance that the demo is about: the same one that {@code earmuff run} starts. */
@FunctionalInterface
public interface Appliance {

    /**
     * Starts it and returns once it listens.
     *
     * @param config the configuration file
     * @throws Exception where it does not start; the message is for the user
     */
    Running start(Path config) throws Exception;

    /** An appliance that listens; closing it stops it, and returns once it has let go of its ports and files. */
    interface Running extends AutoCloseable {

        /** Where the dashboard is. */
        InetSocketAddress admin();

        /** Where it takes SOCKS5 clients. */
        InetSocketAddress socks();

        /** What it decides for each speaker. */
        House house();
    }
}
