package org.earmuff.signals.mqtt;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A broker and how to sign in.
 *
 * @param host name or address
 * @param tls whether the connection is encrypted and the broker's certificate checked
 * @param ca certificates in PEM that sign the broker's, in place of the system's
 * @param user may be empty
 * @param password may be empty; it never shows
 * @param discovery the topic below which Home Assistant looks for devices; empty to announce nothing
 */
public record Broker(
        String host,
        int port,
        boolean tls,
        Optional<Path> ca,
        String user,
        String password,
        Optional<String> discovery) {

    @Override
    public String toString() {
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }
}
