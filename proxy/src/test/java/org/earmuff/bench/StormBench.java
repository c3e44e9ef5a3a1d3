package org.earmuff.bench;

import static org.earmuff.testing.netns.HouseNet.CLOUD4;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.Neighbour;
import org.earmuff.testing.netns.Neighbour.Asked;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Storm;

/**
 * What a neighbour of a speaker notices that storms: the time from asking to the answer on a new connection, on an open one, and for a
 * name, just before a storm and during it; beside it a device that does not pass the appliance, which shares only the machine. Needs root.
 * {@code bin/bench storm} runs it.
 */
public final class StormBench {

    private static final int ECHO = 9001;
    private static final int STORM = 9002;
    private static final int UDP_FLOWS = 10_000;
    private static final int SECONDS = 10;
    private static final int WARM = 25;
    private static final int QUIET = 60;

    private final HouseNet net;
    private final BoxAppliance box;

    private StormBench(HouseNet net) throws IOException {
        this.net = net;
        this.box = new BoxAppliance(
                net,
                """
                  - {name: kitchen, room: Kitchen, match: ["%s"]}
                  - {name: nursery, room: Nursery, match: ["%s"]}
                """.formatted(HouseNet.SPEAKER_MAC, HouseNet.SPEAKER2_MAC),
                "",
                HouseNet.SPEAKER_MAC,
                HouseNet.SPEAKER2_MAC);
        Storm.server(net.cloud(), ECHO, STORM);
    }

    private interface Beginning {
        Storm begin();
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        try (HouseNet net = HouseNet.twoArmed()) {
            StormBench bench = new StormBench(net);
            try (BoxAppliance closing = bench.box) {
                NetworkNamespace kitchen = net.speaker();
                bench.beside("500 connections a second", () -> Storm.tcp(kitchen, CLOUD4, STORM, 500, SECONDS));
                bench.beside("10,000 UDP flows", () -> Storm.udp(kitchen, CLOUD4, 53, UDP_FLOWS, SECONDS));
                // A connection that was idle for long may be closed; a GET is sent again on another, a PUT is not.
                closing.api("GET", "/readyz", "").ok();
                closing.api("PUT", "/api/v1/mutes/speaker:kitchen", "{}").ok();
                bench.beside("500 connections a second, muted", () -> Storm.tcp(kitchen, CLOUD4, STORM, 500, SECONDS));
                bench.beside("10,000 UDP flows, muted", () -> Storm.udp(kitchen, CLOUD4, 53, UDP_FLOWS, SECONDS));
            }
        }
    }

    private void beside(String what, Beginning beginning) throws IOException {
        Map<String, Neighbour> asks = new LinkedHashMap<>();
        asks.put("new connection", Neighbour.asking(net.speaker2(), CLOUD4, ECHO));
        asks.put("open connection", Neighbour.talking(net.speaker2(), CLOUD4, ECHO));
        asks.put("name", Neighbour.naming(net.speaker2(), CLOUD4));
        asks.put("new connection, not through the appliance", Neighbour.asking(net.bystander(), CLOUD4, ECHO));
        try {
            asks.values().forEach(neighbour -> neighbour.next(WARM));
            Map<String, Integer> warm = counts(asks);
            asks.values().forEach(neighbour -> neighbour.next(QUIET));
            Map<String, Integer> quiet = counts(asks);
            try (Storm storm = beginning.begin()) {
                storm.awaitDone();
                say("%s; memory %.1f MiB resident", what, box.residentKib() / 1024.0);
                asks.forEach((kind, neighbour) -> say(
                        "  %s: without %s, with %s",
                        kind,
                        figures(neighbour.after(warm.get(kind)).subList(0, quiet.get(kind) - warm.get(kind))),
                        figures(neighbour.after(quiet.get(kind)))));
            }
        } finally {
            for (Neighbour neighbour : asks.values()) {
                neighbour.close();
            }
        }
    }

    private static Map<String, Integer> counts(Map<String, Neighbour> asks) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        asks.forEach((kind, neighbour) -> counts.put(kind, neighbour.count()));
        return counts;
    }

    private static String figures(List<Asked> asked) {
        return String.format(
                Locale.ROOT,
                "median %.1f p99 %.1f longest %.1f ms (%d, %d failed)",
                Neighbour.millis(asked, 0.5),
                Neighbour.millis(asked, 0.99),
                Neighbour.millis(asked, 1),
                asked.size(),
                Neighbour.failures(asked).size());
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
