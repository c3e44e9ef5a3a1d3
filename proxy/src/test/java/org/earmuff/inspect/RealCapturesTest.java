package org.earmuff.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.voice.Coding;
import org.junit.jupiter.api.Test;

/** The real captures are not part of the project: {@code EARMUFF_CAPTURES}, or {@code ../shared/captures} beside the repository. */
class RealCapturesTest {

    private record Labelled(Path file, InetAddress speaker, int uploads) {}

    private static List<Labelled> captures() throws IOException {
        String named = System.getenv("EARMUFF_CAPTURES");
        Path folder = null;
        for (Path up = Path.of("").toAbsolutePath(); up != null && folder == null; up = up.getParent()) {
            Path beside = up.resolve("shared/captures");
            folder = Files.exists(beside.resolve("labels.csv")) ? beside : null;
        }
        folder = named != null ? Path.of(named) : folder;
        assumeTrue(
                folder != null && Files.exists(folder.resolve("labels.csv")),
                "real captures are absent: set EARMUFF_CAPTURES or put them into ../shared/captures");
        List<Labelled> captures = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("labels.csv")).stream()
                .skip(1)
                .toList()) {
            String[] cells = line.split(",", -1);
            captures.add(new Labelled(
                    folder.resolve(cells[0]), InetAddress.getByName(cells[1]), Integer.parseInt(cells[3])));
        }
        return captures;
    }

    private static final class Kept implements Report {
        final List<SeenUpload> uploads = new ArrayList<>();

        @Override
        public void upload(SeenUpload upload) {
            uploads.add(upload);
        }

        @Override
        public void summary(Totals totals) {}
    }

    @Test
    void as_many_uploads_are_seen_as_were_spoken_and_none_gets_out() throws IOException {
        List<Labelled> captures = captures();
        Map<Path, Long> off = new LinkedHashMap<>();
        for (Labelled capture : captures) {
            Kept kept = new Kept();
            Totals totals = Inspection.run(capture.file(), Set.of(capture.speaker()), Verdict.WITHHOLD, kept)
                    .totals();
            if (totals.uploads() != capture.uploads()) {
                off.put(capture.file(), totals.uploads() - capture.uploads());
            }
            assertThat(kept.uploads).as("%s", capture).allMatch(u -> u.forwardedBytes() == 0);
            assertThat(totals.smallBurstsForwarded()).as("%s", capture).isEqualTo(totals.smallBursts());
        }
        assertThat(off.values()).allMatch(difference -> Math.abs(difference) <= 1);
        assertThat(off).hasSizeLessThanOrEqualTo(captures.size() / 39);
    }

    @Test
    void seconds_of_sound_are_those_of_the_records() throws IOException {
        for (Labelled capture : captures()) {
            Kept kept = new Kept();
            Inspection.run(capture.file(), Set.of(capture.speaker()), Verdict.ALLOW, kept);
            RecordArithmetic records = RecordArithmetic.of(capture.file(), capture.speaker());
            for (SeenUpload upload : kept.uploads) {
                Coding coding = upload.burst().sound().coding();
                assertThat(coding).as("%s", upload).isIn(Coding.CBR_32K, Coding.CBR_64K);
                boolean slow = coding == Coding.CBR_32K;
                double seconds = records.seconds(
                        upload.startNanos(), upload.endNanos(), slow ? 33 : 32, slow ? 80 : 400, slow ? 0.02 : 0.05);
                assertThat(upload.burst().sound().audioSeconds())
                        .as("%s", upload)
                        .isCloseTo(seconds, within(0.05 * seconds));
                assertThat(upload.burst().sound().recordsPerSecond())
                        .as("%s", upload)
                        .isBetween(slow ? 49.0 : 18.5, slow ? 51.0 : 21.0);
            }
        }
    }
}
