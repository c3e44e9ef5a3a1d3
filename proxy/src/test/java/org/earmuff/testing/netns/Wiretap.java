package org.earmuff.testing.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.earmuff.testing.Capture;

/** tcpdump on a namespace's interface: what arrives there, retransmissions and what its firewall then drops included. */
public final class Wiretap implements AutoCloseable {

    private static final int PCAP_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    private final Process process;
    private final Path file;

    /** Of each packet the first 128 bytes are kept. */
    public Wiretap(NetworkNamespace where, String filter) {
        this(where, "eth0", filter, List.of("-B", "65536", "-s", "128"));
    }

    /** Of each packet all is kept. */
    public static Wiretap ofWholePackets(NetworkNamespace where) {
        return new Wiretap(where, "eth0", "", List.of("-B", "65536", "-s", "0"));
    }

    /** Of each packet all is kept, and in the file as soon as it is seen; for few packets. */
    public static Wiretap atOnce(NetworkNamespace where, String networkInterface, String filter) {
        return new Wiretap(where, networkInterface, filter, List.of("--immediate-mode", "-s", "0"));
    }

    private Wiretap(NetworkNamespace where, String networkInterface, String filter, List<String> manner) {
        try {
            file = Files.createTempFile("em-tap", ".pcap");
            List<String> command = new ArrayList<>(
                    List.of("tcpdump", "-i", networkInterface, "-n", "-p", "-U", "-Z", "root", "-w", file.toString()));
            command.addAll(manner);
            command.add(filter);
            process = where.start(Map.of(), ProcessBuilder.Redirect.PIPE, command);
            String said = process.errorReader().readLine();
            while (said != null && !said.contains("listening on")) {
                said = process.errorReader().readLine();
            }
            if (said == null) {
                throw new AssertionError(
                        "tcpdump ended with " + process.onExit().join().exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of what it sees, which grows until {@link #end} and is deleted by {@link #close}. */
    public Path file() {
        return file;
    }

    /** The whole packets that are in the file by now, each from its Ethernet header on. */
    public List<byte[]> packets() throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> packets = new ArrayList<>();
        int at = PCAP_HEADER;
        while (in.limit() - at >= RECORD_HEADER && in.limit() - at - RECORD_HEADER >= in.getInt(at + 8)) {
            byte[] packet = new byte[in.getInt(at + 8)];
            in.position(at + RECORD_HEADER).get(packet);
            packets.add(packet);
            at = in.position();
        }
        return packets;
    }

    /** All that was seen is in the file when this returns. */
    public void end() {
        process.destroy();
        process.onExit().join();
    }

    /** Ends it and gives what it saw; payloads are cut, at least one byte of each is there. */
    public List<Capture.Segment> stop() throws IOException {
        end();
        return Capture.read(file).segments();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(file);
    }
}
