package org.earmuff.firewall;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Applies and removes the firewall of the namespace it is started in, as its standard input says, one order a line:
 * {@code apply INTERFACE TPROXY ADMIN MATCH...} or {@code remove}. Among the matches, {@code quic=relay} and
 * {@code calls=refuse} stand for those settings. Each is answered by one line: {@code done} with the
 * warnings, or {@code failed} with the reason.
 */
final class FirewallProgram {

    private FirewallProgram() {}

    public static void main(String[] arguments) throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(obey(order.split(" ", -1)).replace('\n', ' '));
        }
    }

    private static String obey(String[] words) {
        try {
            if (words[0].equals("remove")) {
                new Firewall().remove();
                return "done";
            }
            return "done " + String.join("; ", new Firewall().apply(settings(words)));
        } catch (FirewallException e) {
            return "failed " + e.getMessage();
        }
    }

    private static FirewallSettings settings(String[] words) {
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
