package org.earmuff.home;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of the kernel's neighbour table as they happen, from {@code ip monitor neigh}, which is started again when it ends. One thread
 * of its own, on which the sink is told.
 */
final class NeighbourFeed implements AutoCloseable {

    /** Who wants to know. */
    interface Sink {

        /** From now on every change is told: whatever was read before this may be old. */
        void began();

        void changed(Neighbour neighbour);

        /** Changes may have been missed; nothing is told until {@link #began} is called again. */
        void lost();
    }

    private static final Logger LOG = LoggerFactory.getLogger(NeighbourFeed.class);
    private static final List<String> COMMAND = List.of("ip", "monitor", "neigh");

    /** Open netlink sockets: kernel address, protocol, port (the process), groups in hexadecimal, ... */
    private static final Path NETLINK = Path.of("/proc/net/netlink");

    private static final int ROUTE = 0;

    /** RTMGRP_NEIGH. */
    private static final long NEIGH_GROUP = 4;

    private static final String RECEIVE_ERROR = "netlink receive error";
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final int SUBSCRIBE_TRIES = 150;
    private static final long SUBSCRIBE_MILLIS = 20;

    private final List<String> command;
    private final Sink sink;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Process process;

    NeighbourFeed(Sink sink) {
        this(COMMAND, sink);
    }

    NeighbourFeed(List<String> command, Sink sink) {
        this.command = command;
        this.sink = sink;
        this.thread = new Thread(this::run, "earmuff-neighbour-feed");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long pause = FIRST_PAUSE_MILLIS;
        String said = "";
        try {
            while (closed.getCount() > 0) {
                boolean[] began = new boolean[1];
                String why = once(began);
                pause = began[0] ? FIRST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                if (closed.getCount() > 0 && (began[0] || !why.equals(said))) {
                    said = why;
                    LOG.warn(
                            "\"{}\" ended ({}): until it runs again the neighbour table is read on demand",
                            String.join(" ", command),
                            why);
                }
                if (closed.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts the program and follows it to its end.
     *
     * @param began set where changes came
     * @return why it ended
     */
    private String once(boolean[] began) throws InterruptedException {
        try {
            Process started =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process = started;
            try {
                started.getOutputStream().close();
                if (closed.getCount() == 0) {
                    return "closed";
                }
                began[0] = subscribed(started);
                return began[0] ? follow(started) : "it does not listen to the kernel";
            } finally {
                started.destroyForcibly();
                sink.lost();
            }
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Reads to the end; returns the last thing it said that was no change. */
    private String follow(Process from) throws IOException {
        sink.began();
        String last = "no reason given";
        BufferedReader lines = from.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Neighbour change = Neighbour.parse(line);
            if (change != null) {
                sink.changed(change);
            } else if (line.contains(RECEIVE_ERROR)) {
                // Its queue was too short for a storm of changes.
                sink.lost();
                sink.began();
            } else if (!line.isBlank() && !line.contains(" dev ")) {
                last = line.strip();
            }
        }
        return last;
    }

    /** Waits until the kernel tells the process of changes; what it says meanwhile waits in the pipe. */
    private static boolean subscribed(Process started) throws InterruptedException, IOException {
        for (int i = 0; i < SUBSCRIBE_TRIES; i++) {
            try (Stream<String> sockets = Files.lines(NETLINK)) {
                if (sockets.anyMatch(line -> listens(line, started.pid()))) {
                    return true;
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            if (started.waitFor(SUBSCRIBE_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    /** Whether a line of /proc/net/netlink is a socket of this process that is told of neighbours. */
    static boolean listens(String line, long pid) {
        String[] words = line.strip().split(" +", -1);
        if (words.length < 4 || !words[3].matches("[0-9a-fA-F]{1,16}")) {
            return false;
        }
        return words[1].equals(Integer.toString(ROUTE))
                && words[2].equals(Long.toString(pid))
                && (Long.parseUnsignedLong(words[3], 16) & NEIGH_GROUP) != 0;
    }

    @Override
    public void close() {
        closed.countDown();
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
