package org.earmuff.bench;

import static org.earmuff.testing.netns.HouseNet.CLOUD4;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.Neighbour;
import org.earmuff.testing.netns.Neighbour.Asked;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Storm;

/**
 * What a neighbour of a speaker notices that storms: the time from connecting to a 64-byte answer, without a storm and with it, in turns
 * in one run; beside it a device that does not pass the appliance, which shares only the machine. Needs root. {@code bin/bench} runs it.
 */
public final class StormBench {

    private static final int ECHO = 9001;
    private static final int STORM = 9002;
    private static final int FEW = 100;
    private static final int MANY = 300;
    private static final int SECONDS = 10;

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
                bench.beside("10,000 UDP flows", () -> Storm.udp(kitchen, CLOUD4, 53, 10_000));
                closing.mute();
                bench.beside("500 connections a second, muted", () -> Storm.tcp(kitchen, CLOUD4, STORM, 500, SECONDS));
            }
        }
    }

    private void beside(String what, Beginning beginning) throws IOException {
        try (Neighbour nursery = Neighbour.asking(net.speaker2(), CLOUD4, ECHO);
                Neighbour bystander = Neighbour.asking(net.bystander(), CLOUD4, ECHO)) {
            nursery.next(FEW);
            List<Asked> quiet = nursery.next(MANY);
            List<Asked> quietBeside = bystander.after(FEW);
            int from = nursery.count();
            int fromBeside = bystander.count();
            try (Storm storm = beginning.begin()) {
                storm.awaitDone();
                if (nursery.count() - from < MANY) {
                    nursery.next(MANY);
                }
                say("%s: neighbour without %s, with %s", what, figures(quiet), figures(nursery.after(from)));
                say(
                        "%s: not through the appliance without %s, with %s; memory %.1f MiB resident",
                        what, figures(quietBeside), figures(bystander.after(fromBeside)), box.residentKib() / 1024.0);
            }
        }
    }

    private static String figures(List<Asked> asked) {
        return String.format(
                Locale.ROOT,
                "median %.2f ms p99 %.2f ms (%d, %d failed)",
                Neighbour.millis(asked, 0.5),
                Neighbour.millis(asked, 0.99),
                asked.size(),
                Neighbour.failures(asked).size());
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
