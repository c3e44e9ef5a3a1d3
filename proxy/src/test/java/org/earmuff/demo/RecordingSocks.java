package org.earmuff.demo;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** A SOCKS5 server that forwards everything and writes down the TLS records that go up: their types, lengths and times. */
final class RecordingSocks implements AutoCloseable {

    static final int APPLICATION_DATA = 23;

    /** One record: its content type, the length of its body, and when its header was read. */
    record Seen(int type, int body, long nanos) {}

    /** One connection of a speaker. */
    static final class Connection {
        final Socket speaker;
        final List<Seen> up = new CopyOnWriteArrayList<>();

        Connection(Socket speaker) {
            this.speaker = speaker;
        }

        List<Seen> applicationData() {
            return up.stream().filter(r -> r.type() == APPLICATION_DATA).toList();
        }

        /** Resets the connection towards the speaker. */
        void abort() throws IOException {
            speaker.setSoLinger(true, 0);
            speaker.close();
        }
    }

    final List<Connection> connections = new CopyOnWriteArrayList<>();
    final AtomicInteger refused = new AtomicInteger();
    volatile boolean refuseAll;

    /** Which records, by the speaker's address and their body, end the connection instead of being forwarded. */
    volatile BiPredicate<InetAddress, Integer> cutAt = (speaker, body) -> false;

    private final ServerSocket server;

    RecordingSocks() throws IOException {
        this(0);
    }

    RecordingSocks(int port) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        daemon(this::acceptAll);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket speaker = server.accept();
                daemon(() -> serve(speaker));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket speaker) {
        try (speaker;
                Socket cloud = new Socket()) {
            DataInputStream in = new DataInputStream(speaker.getInputStream());
            OutputStream out = speaker.getOutputStream();
            in.readNBytes(3);
            out.write(new byte[] {5, 0});
            in.readNBytes(4);
            InetAddress wanted = InetAddress.getByAddress(in.readNBytes(4));
            int port = in.readUnsignedShort();
            if (refuseAll) {
                refused.incrementAndGet();
                out.write(new byte[] {5, 2, 0, 1, 0, 0, 0, 0, 0, 0});
                return;
            }
            cloud.connect(new InetSocketAddress(wanted, port), 2_000);
            out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
            Connection connection = new Connection(speaker);
            connections.add(connection);
            daemon(() -> down(cloud, speaker));
            up(in, cloud.getOutputStream(), connection);
        } catch (IOException e) {
            // The speaker went, or the test aborted it: both sockets are closed by now.
        }
    }

    private void up(DataInputStream in, OutputStream cloud, Connection connection) throws IOException {
        while (true) {
            byte[] header = in.readNBytes(5);
            if (header.length < 5) {
                return;
            }
            int body = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
            connection.up.add(new Seen(header[0], body, System.nanoTime()));
            if (cutAt.test(connection.speaker.getInetAddress(), body)) {
                connection.abort();
                return;
            }
            cloud.write(header);
            cloud.write(in.readNBytes(body));
        }
    }

    private static void down(Socket cloud, Socket speaker) {
        try {
            InputStream in = cloud.getInputStream();
            in.transferTo(speaker.getOutputStream());
            speaker.close();
        } catch (IOException e) {
            // As above.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "recording-socks");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : connections) {
            connection.speaker.close();
        }
    }
}
