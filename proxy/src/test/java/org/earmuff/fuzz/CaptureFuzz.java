package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.earmuff.inspect.Inspection;
import org.earmuff.inspect.Report;
import org.earmuff.inspect.SeenUpload;
import org.earmuff.inspect.Totals;
import org.earmuff.rules.Verdict;
import org.earmuff.wire.CaptureReader;
import org.earmuff.wire.IpPacket;

/** Capture files as a stranger might make them. */
public final class CaptureFuzz {

    private CaptureFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        readsAny(bytes);
        inspectsAny(bytes);
    }

    /** A file is a capture, perhaps a damaged one, or is said to be none; a packet never claims more than is there. */
    private static void readsAny(byte[] bytes) throws IOException {
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(bytes))) {
            for (CaptureReader.Packet p = reader.next(); p != null; p = reader.next()) {
                assertThat(p.captured()).isBetween(0, p.data().length);
                IpPacket.read(p);
            }
        } catch (CaptureReader.NotACapture e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    /** What a capture is said to have seen adds up, whatever is in it. */
    private static void inspectsAny(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("fuzz", ".pcap");
        try {
            Files.write(file, bytes);
            Inspection.run(file, Set.of(), Verdict.WITHHOLD, new Report() {
                @Override
                public void upload(SeenUpload upload) {
                    assertThat(upload.forwardedBytes()).isZero();
                }

                @Override
                public void summary(Totals totals) {}
            });
        } catch (CaptureReader.NotACapture e) {
            assertThat(e.getMessage()).isNotEmpty();
        } finally {
            Files.delete(file);
        }
    }
}
