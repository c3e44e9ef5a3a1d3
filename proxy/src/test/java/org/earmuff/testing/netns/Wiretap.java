package org.earmuff.testing.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.earmuff.testing.Capture;

/** tcpdump on a namespace's interface: what arrives there, retransmissions and what its firewall then drops included. */
public final class Wiretap implements AutoCloseable {

    private final Process process;
    private final Path file;

    /** Of each packet the first 128 bytes are kept. */
    public Wiretap(NetworkNamespace where, String filter) {
        this(where, filter, 128);
    }

    /** Of each packet all is kept. */
    public static Wiretap ofWholePackets(NetworkNamespace where) {
        return new Wiretap(where, "", 0);
    }

    private Wiretap(NetworkNamespace where, String filter, int kept) {
        try {
            file = Files.createTempFile("em-tap", ".pcap");
            process = where.start(
                    Map.of(),
                    ProcessBuilder.Redirect.PIPE,
                    List.of(
                            "tcpdump",
                            "-i",
                            "eth0",
                            "-n",
                            "-p",
                            "-U",
                            "-Z",
                            "root",
                            "-B",
                            "65536",
                            "-s",
                            String.valueOf(kept),
                            "-w",
                            file.toString(),
                            filter));
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
