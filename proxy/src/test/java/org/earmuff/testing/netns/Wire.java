package org.earmuff.testing.netns;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** One TCP connection of an {@link Endpoint}: a thread that reads and counts, and one that writes what is queued. */
final class Wire {

    private static final int MOST_HEAD = 4096;
    private static final int MOST_EVENTS = 20_000;
    /** The clock of both ends: CLOCK_MONOTONIC, which all processes share. */
    private static final LongSupplier NANOS = System::nanoTime;

    private final SocketChannel channel;
    private final String local;
    private final String remote;
    private final LinkedBlockingQueue<Endpoint.Task> queue = new LinkedBlockingQueue<>();
    private final ByteBuffer head = ByteBuffer.allocate(MOST_HEAD);
    private final MessageDigest digest = Payload.newSha256();
    private final Total in = new Total();
    private final Total out = new Total();
    private boolean eof;
    private String error = "";
    private int pending;
    private boolean holding;

    Wire(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.local = String.valueOf(channel.getLocalAddress());
        this.remote = String.valueOf(channel.getRemoteAddress());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Endpoint.daemon("read " + remote, this::readAll);
        Endpoint.daemon("write " + remote, this::writeAll);
    }

    private static final class Total {
        private final StringBuilder events = new StringBuilder();
        private int count;
        private long total;
        private long first;
        private long last;

        void add(int bytes) {
            last = NANOS.getAsLong();
            first = count == 0 ? last : first;
            total += bytes;
            if (count++ < MOST_EVENTS) {
                events.append(events.isEmpty() ? "" : " ")
                        .append(last)
                        .append(':')
                        .append(total);
            }
        }
    }

    private void readAll() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                take(buffer.flip());
            }
            synchronized (this) {
                eof = true;
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private synchronized void take(ByteBuffer bytes) {
        in.add(bytes.remaining());
        digest.update(bytes.duplicate());
        while (head.hasRemaining() && bytes.hasRemaining()) {
            head.put(bytes.get());
        }
        while (holding) {
            try {
                wait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void writeAll() {
        try {
            while (true) {
                queue.take().run();
                synchronized (this) {
                    pending--;
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first thing that went wrong on either side is the one that tells. */
    private synchronized void fail(IOException e) {
        if (error.isEmpty()) {
            error = Endpoint.reason(e);
        }
    }

    private synchronized void enqueue(Endpoint.Task task) {
        pending++;
        queue.add(task);
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int written = channel.write(buffer);
            synchronized (this) {
                out.add(written);
            }
        }
    }

    void send(byte[] bytes) {
        enqueue(() -> write(bytes));
    }

    void play(List<String> steps) {
        enqueue(() -> {
            long due = NANOS.getAsLong();
            for (String step : steps) {
                String[] words = step.split(" ", -1);
                byte[] bytes = Payload.cook(words[1]);
                due += Long.parseLong(words[0]);
                for (long now = NANOS.getAsLong(); now < due; now = NANOS.getAsLong()) {
                    LockSupport.parkNanos(due - now);
                }
                write(bytes);
            }
        });
    }

    synchronized void hold(boolean hold) {
        holding = hold;
        notifyAll();
    }

    void fin() {
        enqueue(channel::shutdownOutput);
    }

    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    void close() throws IOException {
        channel.close();
    }

    synchronized byte[] head() {
        return Arrays.copyOf(head.array(), head.position());
    }

    synchronized String received() {
        return in.events.toString();
    }

    synchronized String sent() {
        return out.events.toString();
    }

    synchronized String stats() {
        return "received=" + in.total + " sha256="
                + HexFormat.of().formatHex(copyOf(digest).digest())
                + " firstReceived=" + in.first + " lastReceived=" + in.last
                + " sent=" + out.total + " firstSent=" + out.first + " lastSent=" + out.last
                + " pending=" + pending + " eof=" + eof + " error=" + error.replace(' ', '_')
                + " local=" + local + " remote=" + remote;
    }

    private static MessageDigest copyOf(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
