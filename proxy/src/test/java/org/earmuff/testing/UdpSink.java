package org.earmuff.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A cloud that keeps, and where wanted answers, the datagrams that reach it. Its address may be shared, as under TPROXY. */
public final class UdpSink implements AutoCloseable {

    /** What came, from where, and when by the machine's monotonic clock. */
    public record Got(int length, InetSocketAddress from, long nanos) {}

    private final DatagramSocket socket;
    public final List<Got> got = new CopyOnWriteArrayList<>();
    public volatile byte @Nullable [] answer;

    public UdpSink() throws IOException {
        this(true);
    }

    /** @param shared false where nobody else may have its port, as with many a server */
    public UdpSink(boolean shared) throws IOException {
        socket = new DatagramSocket(null);
        socket.setReuseAddress(shared);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        Thread thread = new Thread(this::read, "udp sink");
        thread.setDaemon(true);
        thread.start();
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public long bytes() {
        return got.stream().mapToLong(Got::length).sum();
    }

    private void read() {
        byte[] buffer = new byte[65_535];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                long now = System.nanoTime();
                got.add(new Got(packet.getLength(), (InetSocketAddress) packet.getSocketAddress(), now));
                byte[] say = answer;
                if (say != null) {
                    socket.send(new DatagramPacket(say, say.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
