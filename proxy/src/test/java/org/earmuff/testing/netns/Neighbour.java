package org.earmuff.testing.netns;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Somebody who, over and over, connects, sends a little and waits for the answer; or asks for a name. What each took is kept. */
public final class Neighbour implements AutoCloseable {

    /** One request: when it began on the monotonic clock, and how long it took; {@code failure} is empty where it was answered. */
    public record Asked(long atMicros, long tookMicros, String failure) {}

    private final Process process;
    private final List<Asked> all = new CopyOnWriteArrayList<>();

    private Neighbour(Process process) {
        this.process = process;
        BufferedReader said = process.inputReader();
        Thread reader = new Thread(() -> said.lines().forEach(line -> all.add(asked(line))), "neighbour");
        reader.setDaemon(true);
        reader.start();
    }

    /** Begins to connect, by TCP. */
    public static Neighbour asking(NetworkNamespace from, String host, int port) {
        return new Neighbour(Storm.script(from, "ask", host, String.valueOf(port)));
    }

    /** Begins to ask a server for a name, by UDP. */
    public static Neighbour naming(NetworkNamespace from, String server) {
        return new Neighbour(Storm.script(from, "names", server));
    }

    private static Asked asked(String line) {
        String[] words = line.split(" ", -1);
        boolean failed = words[1].equals("failed");
        return new Asked(Long.parseLong(words[0]), failed ? 0 : Long.parseLong(words[1]), failed ? words[2] : "");
    }

    /** Waits for so many more requests to end, and returns them. */
    public List<Asked> next(int count) {
        int before = all.size();
        return Awaitility.await(count + " requests of a neighbour")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> all.subList(before, all.size()), list -> list.size() >= count)
                .stream()
                .toList();
    }

    /** How many requests have ended. */
    public int count() {
        return all.size();
    }

    /** Those that ended after the first so many. */
    public List<Asked> after(int first) {
        return List.copyOf(all.subList(first, all.size()));
    }

    /** A quantile of what the answered ones took, in milliseconds. */
    public static double millis(List<Asked> asked, double quantile) {
        long[] sorted = asked.stream()
                .filter(a -> a.failure().isEmpty())
                .mapToLong(Asked::tookMicros)
                .sorted()
                .toArray();
        return sorted[(int) Math.max(0, Math.ceil(quantile * sorted.length) - 1)] / 1000.0;
    }

    /** Why some failed; empty where none did. */
    public static List<String> failures(List<Asked> asked) {
        return asked.stream().map(Asked::failure).filter(why -> !why.isEmpty()).toList();
    }

    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        process.destroy();
    }
}
