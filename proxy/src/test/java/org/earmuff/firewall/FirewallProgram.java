package org.earmuff.firewall;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Applies and removes the firewall of the namespace it is started in, as its standard input says, one order a line:
 * {@code apply INTERFACE TPROXY ADMIN MATCH...}, {@code check} with the
 * same, or {@code remove}. Among the matches, {@code quic=relay} and
 * {@code calls=refuse} stand for those settings. Each is answered by one line: {@code done} with what was
 * found, or {@code failed} with the reason.
 */
final class FirewallProgram {

    private FirewallProgram() {}

    /**
     * Obeys until its standard input ends.
     *
     * @param arguments the folder where nft and ip are to be found; where there is none, the system's
     */
    public static void main(String[] arguments) throws IOException {
        Firewall firewall =
                arguments.length == 0 ? new Firewall() : new Firewall(new Programs(List.of(Path.of(arguments[0]))));
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(obey(firewall, order.split(" ", -1)).replace('\n', ' '));
        }
    }

    private static String obey(Firewall firewall, String[] words) {
        try {
            if (words[0].equals("remove")) {
                firewall.remove();
                return "done";
            }
            List<Finding> findings =
                    words[0].equals("check") ? firewall.check(settings(words)) : firewall.apply(settings(words));
            return "done "
                    + findings.stream()
                            .map(finding -> (finding.wrong() ? "WRONG " : "") + finding)
                            .collect(Collectors.joining("; "));
        } catch (FirewallException e) {
            return "failed " + e.getMessage();
        }
    }

    /** What an order asks for. */
    static FirewallSettings settings(String[] words) {
        List<FirewallSettings.Speaker> speakers = Stream.of(words)
                .skip(4)
                .filter(word -> word.indexOf('=') < 0)
                .map(match -> new FirewallSettings.Speaker("of-" + match, List.of(match)))
                .toList();
        return new FirewallSettings(
                List.of(words[1]),
                Integer.parseInt(words[2]),
                OptionalInt.of(Integer.parseInt(words[3])),
                new FirewallSettings.Udp(
                        List.of(words).contains("quic=relay"), !List.of(words).contains("calls=refuse")),
                speakers);
    }
}
