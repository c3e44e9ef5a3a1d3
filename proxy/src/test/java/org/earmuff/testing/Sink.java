package org.earmuff.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cloud that keeps what reaches it: a real listening socket with a thread for each connection. */
public final class Sink implements AutoCloseable {

    /** How a connection ended, as the cloud saw it. */
    public enum End {
        OPEN,
        FIN,
        RESET
    }

    /** One connection of the cloud. */
    public static final class Connection {
        private final Socket socket;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private volatile End end = End.OPEN;

        Connection(Socket socket) {
            this.socket = socket;
        }

        public byte[] received() {
            synchronized (received) {
                return received.toByteArray();
            }
        }

        public int count() {
            synchronized (received) {
                return received.size();
            }
        }

        public End end() {
            return end;
        }

        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        public void finish() throws IOException {
            socket.shutdownOutput();
        }

        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private void read() {
            byte[] buffer = new byte[65536];
            try {
                InputStream in = socket.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    synchronized (received) {
                        received.write(buffer, 0, n);
                    }
                }
                end = End.FIN;
            } catch (SocketException e) {
                end = End.RESET;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private final ServerSocket server;
    private final boolean reads;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    private Sink(ServerSocket server, boolean reads) {
        this.server = server;
        this.reads = reads;
        start(this::accept);
    }

    /** A cloud that reads everything. */
    public static Sink open() throws IOException {
        return new Sink(new ServerSocket(0, 512, InetAddress.getByName("127.0.0.1")), true);
    }

    /** A cloud that accepts and never reads, with a small receive buffer. */
    public static Sink stalled() throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReceiveBufferSize(4096);
        server.bind(new InetSocketAddress("127.0.0.1", 0), 512);
        return new Sink(server, false);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    public List<Connection> connections() {
        return connections;
    }

    /** Begins to read what a stalled cloud has not read so far. */
    public void readNow() {
        connections.forEach(c -> start(c::read));
    }

    private void accept() {
        try {
            while (true) {
                Connection connection = new Connection(server.accept());
                connections.add(connection);
                if (reads) {
                    start(connection::read);
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "sink");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }
}
