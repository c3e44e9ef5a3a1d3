package org.earmuff.config;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the appliance listens.
 *
 * @param tproxy port for what the firewall hands over, TCP and UDP; empty for {@code none}; where the file does not say, 15443 if it
 *     names {@code lan.interfaces}, else none
 * @param socks SOCKS5; empty for {@code none}, which is also what absence means
 * @param connect HTTP CONNECT; likewise
 * @param admin dashboard, API and metrics; 127.0.0.1:8480 where the file does not say
 */
public record Listen(
        OptionalInt tproxy,
        Optional<InetSocketAddress> socks,
        Optional<InetSocketAddress> connect,
        InetSocketAddress admin) {}
