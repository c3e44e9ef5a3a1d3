package org.earmuff.testing.netns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody who opens more than a house needs, until it is closed. */
public final class Storm implements AutoCloseable {

    private final Process process;
    private final BufferedReader said;

    private Storm(Process process) {
        this.process = process;
        this.said = process.inputReader();
    }

    /** Opens so many connections a second, says nothing on them, and keeps those that are kept. */
    public static Storm tcp(NetworkNamespace from, String host, int port, int perSecond, int seconds) {
        return new Storm(
                script(from, "tcp", host, String.valueOf(port), String.valueOf(perSecond), String.valueOf(seconds)));
    }

    /** Sends from so many source ports, evenly over the time. */
    public static Storm udp(NetworkNamespace from, String host, int port, int flows, int seconds) {
        return new Storm(
                script(from, "udp", host, String.valueOf(port), String.valueOf(flows), String.valueOf(seconds)));
    }

    /** A server in the cloud that echoes on the first port, is silent on the second, and answers for names. */
    public static Server server(NetworkNamespace cloud, int echoes, int silent) {
        return new Server(script(cloud, "echo", String.valueOf(echoes), String.valueOf(silent)));
    }

    /** See {@link #server}. */
    public static final class Server {

        private final Process process;
        private final BufferedReader said;

        private Server(Process process) {
            this.process = process;
            this.said = process.inputReader();
            line(said);
        }

        /** Connections that the silent port has taken so far. */
        public synchronized int silent() {
            try {
                process.outputWriter().append("?\n").flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Integer.parseInt(line(said).split(" ", -1)[1]);
        }
    }

    /** Waits until it has opened what it wanted. What was opened stays. */
    public String awaitDone() {
        return line(said);
    }

    private static String line(BufferedReader said) {
        try {
            String line = said.readLine();
            if (line == null) {
                throw new AssertionError("the script ended; its errors are above");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Process script(NetworkNamespace where, String... arguments) {
        try (InputStream script = HouseNet.class.getResourceAsStream("storm.py")) {
            List<String> command = new ArrayList<>(
                    List.of("python3", "-c", new String(script.readAllBytes(), StandardCharsets.UTF_8)));
            command.addAll(List.of(arguments));
            return where.start(Map.of(), ProcessBuilder.Redirect.INHERIT, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it and waits until it has ended: the kernel has aborted what was open. */
    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        process.onExit().join();
    }
}
