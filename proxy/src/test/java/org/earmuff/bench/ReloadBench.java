package org.earmuff.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.earmuff.Appliance;
import org.earmuff.SystemClock;
import org.earmuff.config.ConfigLoader;
import org.earmuff.flow.HouseClock;

/**
 * How long a reload takes with 1,000 rules and 100 speakers while 500 connections are open, from reading the files to the last event loop
 * that acts on them. {@code bin/bench} runs it.
 */
public final class ReloadBench {

    private static final int SPEAKERS = 100;
    private static final int RULES = 1_000;
    private static final int FLOWS = 500;
    private static final int RELOADS = 15;

    private ReloadBench() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("reload-bench");
        HouseClock clock = new SystemClock();
        try (ServerSocket cloud = new ServerSocket(0, FLOWS, InetAddress.getLoopbackAddress())) {
            int[] ports = {freePort(), freePort()};
            Path file = folder.resolve("earmuff.yaml");
            write(file, folder, ports, 0);
            try (Appliance appliance = Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of())) {
                List<Socket> speakers = new ArrayList<>();
                List<Socket> accepted = new ArrayList<>();
                for (int i = 0; i < FLOWS; i++) {
                    speakers.add(connect(ports[0], cloud.getLocalPort(), i % SPEAKERS));
                    accepted.add(cloud.accept());
                }
                double[] millis = new double[RELOADS];
                for (int i = 0; i < RELOADS; i++) {
                    write(file, folder, ports, i + 1);
                    long began = System.nanoTime();
                    var unused = appliance.reload();
                    millis[i] = (System.nanoTime() - began) / 1e6;
                }
                int lost = 0;
                for (int i = 0; i < FLOWS; i++) {
                    speakers.get(i).getOutputStream().write(new byte[] {22, 3, 1, 0, 1, 0});
                    lost += accepted.get(i).getInputStream().readNBytes(6).length == 6 ? 0 : 1;
                }
                Arrays.sort(millis);
                System.out.printf(
                        Locale.ROOT,
                        "reload of %d rules, %d speakers, %d open connections: median %.0f ms, longest %.0f ms (%d reloads), %d"
                                + " connections interrupted%n",
                        RULES,
                        SPEAKERS,
                        FLOWS,
                        millis[RELOADS / 2],
                        millis[RELOADS - 1],
                        RELOADS,
                        lost);
                if (lost > 0) {
                    throw new AssertionError("a reload that leaves their verdict interrupted connections");
                }
            }
        }
    }

    /** What changes from reload to reload is a rate that no verdict hangs on. */
    private static void write(Path file, Path folder, int[] ports, int round) throws IOException {
        StringBuilder text = new StringBuilder("""
                schema: 1
                household: {timezone: Europe/Berlin}
                state: %s
                listen: {socks: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
                speakers:
                """.formatted(folder.resolve("state"), ports[0], ports[1]));
        for (int i = 0; i < SPEAKERS; i++) {
            text.append("  - {name: speaker-%d, room: Room %d, match: 127.0.1.%d, groups: [group-%d]}\n"
                    .formatted(i, i % 10, i + 1, i % 5));
        }
        text.append("rules:\n");
        for (int i = 0; i < RULES; i++) {
            text.append("  - name: rule-").append(i).append("\n    ").append(rule(i, round));
        }
        Files.writeString(file, text);
    }

    private static String rule(int i, int round) {
        String who = "speakers: [%s]\n    "
                .formatted(i % 3 == 0 ? "all" : i % 3 == 1 ? "group-" + i % 5 : "speaker-" + i % SPEAKERS);
        Supplier<String> what = () -> switch (i % 5) {
            case 0 -> "hours: [\"daily 00:00-24:00\"]\n";
            case 1 -> "budget: %d MB per day\n".formatted(100 + i);
            case 2 -> "longest-upload: %d s\n".formatted(10 + i);
            case 3 -> "refuse-names: [\"metrics-%d-*.example.com\"]\n".formatted(i);
            default -> "mode: shadow\n    rate: %d kbit/s\n".formatted(64 + i + round);
        };
        return who + what.get();
    }

    private static Socket connect(int socks, int cloud, int speaker) {
        try {
            Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), socks, InetAddress.getByName("127.0.1." + (speaker + 1)), 0);
            socket.getOutputStream().write(new byte[] {5, 1, 0});
            socket.getInputStream().readNBytes(2);
            socket.getOutputStream().write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, (byte) (cloud >> 8), (byte) cloud});
            if (socket.getInputStream().readNBytes(10)[1] != 0) {
                throw new IOException("the SOCKS door refused");
            }
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }
}
