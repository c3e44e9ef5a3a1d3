package org.earmuff.firewall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether anybody waits for what is handed over, by the kernel's list of sockets. */
final class Listening {

    /** TCP's LISTEN; an unconnected UDP socket is in state 07. */
    private static final String TCP_LISTEN = "0A";

    private static final String UDP_UNCONNECTED = "07";

    private Listening() {}

    /** Empty where all wait, or where the kernel does not tell. */
    static Optional<Finding> missing(int port) {
        boolean tcp = isThere(List.of("tcp", "tcp6"), TCP_LISTEN, port);
        boolean udp = isThere(List.of("udp", "udp6"), UDP_UNCONNECTED, port);
        if (tcp && udp) {
            return Optional.empty();
        }
        String what = tcp ? "UDP" : udp ? "TCP" : "TCP and UDP";
        return Optional.of(Finding.warning(
                "nobody listens on port " + port + " (listen.tproxy) for speakers' " + what + ", so it is dropped",
                "start Earmuff (systemctl start earmuff.socket earmuff.service), and see that earmuff.socket names the"
                        + " port of listen.tproxy"));
    }

    private static boolean isThere(List<String> tables, String state, int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        return tables.stream()
                .map(table -> Path.of("/proc/net", table))
                .filter(Files::exists)
                .anyMatch(table -> {
                    try (Stream<String> lines = Files.lines(table)) {
                        return lines.map(line -> line.strip().split(" +"))
                                .anyMatch(words ->
                                        words.length > 3 && words[1].endsWith(local) && words[3].equals(state));
                    } catch (IOException | UncheckedIOException e) {
                        return true;
                    }
                });
    }
}
