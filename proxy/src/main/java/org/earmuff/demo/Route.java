package org.earmuff.demo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a speaker reaches the cloud.
 *
 * @param source the speaker's own address; null for whichever the system picks
 * @param cloud where it wants to go
 * @param socks the SOCKS5 server it asks to take it there; null to connect directly
 */
public record Route(
        @Nullable InetAddress source,
        InetSocketAddress cloud,
        @Nullable InetSocketAddress socks) {}
