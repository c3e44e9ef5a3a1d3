package org.earmuff.testing.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program {@code ways-out.py} in a namespace, trying the ways that it is asked to. Ends with the namespace. */
public final class WaysOut {

    private final Process process;

    /**
     * Starts it on the namespace's eth0.
     *
     * @param routerMac the router's there
     * @param router4 the router's IPv4 address there
     * @param here an IPv4 address of the namespace, for the router's answers
     * @param addresses own, then the neighbour's, each IPv4 and IPv6
     */
    public WaysOut(
            NetworkNamespace where,
            String mac,
            String routerMac,
            String router4,
            String router6,
            String here,
            String... addresses) {
        List<String> command = new ArrayList<>(
                List.of("python3", "-c", NetworkNamespace.script("ways-out.py"), "none", "eth0", mac, routerMac));
        command.addAll(List.of(addresses));
        command.addAll(List.of(router4, router6, HouseNet.CLOUD4, HouseNet.CLOUD6, here));
        process = where.start(Map.of(), ProcessBuilder.Redirect.INHERIT, command);
    }

    /**
     * Tries these ways, in order. The router has dealt with all of it when this returns.
     *
     * @param mark what the packets carry, with the way's name
     * @param number where TCP comes from; its last three digits are added to 300 for the length of datagrams
     */
    public void go(String mark, int number, List<String> ways) {
        try {
            process.outputWriter()
                    .append(mark + " " + number + " " + String.join(" ", ways) + "\n")
                    .flush();
            @Nullable String answer = process.inputReader().readLine();
            if (!"sent".equals(answer)) {
                throw new AssertionError("ways-out.py: " + answer + "; its errors are above");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
