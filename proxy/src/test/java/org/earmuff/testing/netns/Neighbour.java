package org.earmuff.testing.netns;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Somebody who, up to twenty times a second, sends a little and waits for the answer. What each took is kept. */
public final class Neighbour implements AutoCloseable {

    /** One request: when it began on the monotonic clock, and how long it took; {@code failure} is empty where it was answered. */
    public record Asked(long atMicros, long tookMicros, String failure) {}

    private final Process process;
    private final List<Asked> all = new CopyOnWriteArrayList<>();

    private Neighbour(Process process) {
        this.process = process;
        BufferedReader said = process.inputReader();
        Thread reader = new Thread(() -> read(said), "neighbour");
        reader.setDaemon(true);
        reader.start();
    }

    /** By TCP, on a new connection each time. */
    public static Neighbour asking(NetworkNamespace from, String host, int port) {
        return new Neighbour(Storm.script(from, "ask", host, String.valueOf(port)));
    }

    /** By TCP, on one connection that stays open. */
    public static Neighbour talking(NetworkNamespace from, String host, int port) {
        return new Neighbour(Storm.script(from, "talk", host, String.valueOf(port)));
    }

    /** Asks a server for a name by UDP, from a new port each time. */
    public static Neighbour naming(NetworkNamespace from, String server) {
        return new Neighbour(Storm.script(from, "names", server));
    }

    private void read(BufferedReader said) {
        try (said) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                all.add(asked(line));
            }
        } catch (IOException ended) {
            // It was closed in the middle of a line, which nobody asks for any more.
            process.destroy();
        }
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
                .until(() -> after(before), list -> list.size() >= count);
    }

    /** How many requests have ended. */
    public int count() {
        return all.size();
    }

    /** Those that ended after the first so many. */
    public List<Asked> after(int first) {
        // The other thread adds meanwhile, and a sublist would not bear that.
        return all.stream().skip(first).toList();
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
