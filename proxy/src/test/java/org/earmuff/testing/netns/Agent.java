package org.earmuff.testing.netns;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A program that lives in a namespace and opens, accepts, feeds and measures connections there (see {@link Endpoint}).
 * One command at a time; sending and playing go on by themselves.
 */
public final class Agent implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    Agent(NetworkNamespace namespace) {
        process = namespace.java(Endpoint.class);
        commands = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
        expect(read());
    }

    /** A moment in a connection's life: by then, on the machine's monotonic clock, so many bytes had passed. */
    public record Moment(long nanos, long total) {}

    /**
     * What a connection has seen. Times are monotonic nanoseconds, 0 where nothing passed yet.
     *
     * @param sha256 of everything received
     * @param pending orders to send that are not done
     * @param eof whether the other side half-closed
     * @param error the first error, e.g. {@code reset}; empty where there is none
     * @param local as Java prints it: {@code /192.168.77.11:40000}
     */
    public record Stats(
            long received,
            String sha256,
            long firstReceived,
            long lastReceived,
            long sent,
            long firstSent,
            long lastSent,
            int pending,
            boolean eof,
            String error,
            String local,
            String remote) {}

    /** Accepts TCP on a port of every address. */
    public void listen(int port) {
        ask("listen " + port);
    }

    /** Answers datagrams on a port. */
    public void echoUdp(int port) {
        ask("udp-echo " + port);
    }

    /** Connections accepted on a port so far, in order. */
    public List<Connection> accepted(int port) {
        return Stream.of(ask("accepted " + port).split(" ", -1))
                .filter(id -> !id.isEmpty())
                .map(Connection::new)
                .toList();
    }

    /** Waits for the connection of that index, from 0, to be accepted on a port. */
    public Connection awaitAccepted(int port, int index) {
        return Awaitility.await("connection " + index + " on port " + port)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> accepted(port), all -> all.size() > index)
                .get(index);
    }

    /** Opens a connection; an error if that fails within ten seconds. */
    public Connection connect(String host, int port) {
        return new Connection(ask("connect " + host + " " + port + " " + PATIENCE.toMillis()));
    }

    /**
     * Opens a connection that somebody is expected to end, and waits for that. A reset may come so soon that opening fails with it:
     * that is the same end.
     *
     * @return how it ended, e.g. {@code reset}; empty where it ended without an error
     */
    public String awaitEndOfConnection(String host, int port, Duration patience) {
        String answer = say("connect " + host + " " + port + " " + PATIENCE.toMillis());
        return answer.startsWith("ok ")
                ? new Connection(answer.substring(3)).awaitEnd(patience).error()
                : answer.substring("error ".length());
    }

    /**
     * Tries to open a connection and closes it at once.
     *
     * @return {@code connected}, {@code refused}, {@code timeout}, {@code unreachable} or another reason
     */
    public String tryConnect(String host, int port, Duration patience) {
        String answer = say("connect " + host + " " + port + " " + patience.toMillis());
        if (answer.startsWith("ok ")) {
            new Connection(answer.substring(3)).close();
            return "connected";
        }
        return answer.substring("error ".length());
    }

    /**
     * Sends one datagram and waits for what comes back.
     *
     * @return {@code reply}, {@code unreachable} (ICMP) or {@code timeout}
     */
    public String udp(String host, int port, int length, Duration patience) {
        return ask("udp " + host + " " + port + " " + length + " " + patience.toMillis());
    }

    /** One TCP connection inside the namespace. */
    public final class Connection {

        private final String id;

        private Connection(String id) {
            this.id = id;
        }

        /** Queues random bytes ({@link Payload#random}). */
        public void send(int length, long seed) {
            ask("send " + id + " r:" + length + ":" + seed);
        }

        /** Queues these bytes; for more than some kilobytes use {@link #play}. */
        public void send(byte[] bytes) {
            ask("send " + id + " x:" + HexFormat.of().formatHex(bytes));
        }

        /** Queues a script; its clock starts when what was queued before it is sent. */
        public void play(Script script) {
            try {
                Path file = Files.createTempFile("em-script", null);
                try {
                    Files.write(file, script.lines());
                    ask("play " + id + " " + file);
                } finally {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits until everything queued has been handed to the kernel. */
        public void awaitSent(Duration patience) {
            Awaitility.await("all sent on " + this)
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> stats().pending() == 0);
        }

        /** Waits until so many bytes have arrived. */
        public void awaitReceived(long bytes, Duration patience) {
            Awaitility.await(bytes + " bytes on " + this)
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> stats().received() >= bytes);
        }

        /** Waits until it has ended: the other side's FIN or an error. */
        public Stats awaitEnd(Duration patience) {
            return Awaitility.await("end of " + this)
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(10))
                    .until(this::stats, stats -> stats.eof() || !stats.error().isEmpty());
        }

        /** Stops taking bytes from the kernel, after at most one more read. */
        public void hold() {
            ask("hold " + id);
        }

        /** Takes bytes again. */
        public void go() {
            ask("go " + id);
        }

        /** Half-closes once everything queued is sent. */
        public void fin() {
            ask("fin " + id);
        }

        /** Aborts with a RST. */
        public void reset() {
            ask("rst " + id);
        }

        public void close() {
            ask("close " + id);
        }

        public Stats stats() {
            Map<String, String> values = new HashMap<>();
            for (String pair : ask("stats " + id).split(" ", -1)) {
                int equals = pair.indexOf('=');
                values.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            return new Stats(
                    Long.parseLong(values.get("received")),
                    values.get("sha256"),
                    Long.parseLong(values.get("firstReceived")),
                    Long.parseLong(values.get("lastReceived")),
                    Long.parseLong(values.get("sent")),
                    Long.parseLong(values.get("firstSent")),
                    Long.parseLong(values.get("lastSent")),
                    Integer.parseInt(values.get("pending")),
                    Boolean.parseBoolean(values.get("eof")),
                    values.get("error"),
                    values.get("local"),
                    values.get("remote"));
        }

        /** The first bytes received, at most 4096. */
        public byte[] head() {
            return HexFormat.of().parseHex(ask("head " + id));
        }

        /** When bytes arrived; the first 20,000 reads. */
        public List<Moment> received() {
            return moments(ask("received " + id));
        }

        /** When bytes were handed to the kernel; the first 20,000 writes. */
        public List<Moment> sent() {
            return moments(ask("sent " + id));
        }

        @Override
        public String toString() {
            return "connection " + id;
        }
    }

    private static List<Moment> moments(String text) {
        List<Moment> moments = new ArrayList<>();
        for (String pair : text.split(" ", -1)) {
            int colon = pair.indexOf(':');
            if (colon > 0) {
                moments.add(new Moment(
                        Long.parseLong(pair.substring(0, colon)), Long.parseLong(pair.substring(colon + 1))));
            }
        }
        return moments;
    }

    private String ask(String command) {
        return expect(say(command));
    }

    private static String expect(String answer) {
        if (!answer.startsWith("ok")) {
            throw new AssertionError(answer);
        }
        return answer.substring("ok".length()).strip();
    }

    private synchronized String say(String command) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new AssertionError("the agent ended; its errors are above");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
