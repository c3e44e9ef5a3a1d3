package org.earmuff.ledger.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.earmuff.ledger.OnTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive may cost the appliance that reads it. */
class BoundsTest {

    private static final Instant BEGIN = Instant.parse("2025-10-20T00:00:00Z");

    @TempDir
    Path folder;

    /** Two tables, each with so many rows, a minute from one another. */
    private Path tables(int rows, boolean american) throws IOException {
        Path file = folder.resolve("two.zip");
        DateTimeFormatter us = DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm:ss", Locale.ROOT);
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int table = 0; table < 2; table++) {
                zip.putNextEntry(new ZipEntry("alexa" + table + ".csv"));
                zip.write("Timestamp,Device\n".getBytes(StandardCharsets.UTF_8));
                for (int i = 0; i < rows; i++) {
                    Instant at = BEGIN.plusSeconds(i * 60L + table * 30L);
                    String time = american ? us.format(at.atZone(ZoneOffset.UTC)) : at.toString();
                    zip.write((time + ",Echo in the kitchen\n").getBytes(StandardCharsets.UTF_8));
                }
                zip.closeEntry();
            }
        }
        return file;
    }

    private static Archive within(Path file, Runnable goOn) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Archive.read(String.valueOf(file.getFileName()), in, Bounds.within(goOn));
        }
    }

    @Test
    void more_activations_than_a_household_has_end_the_reading_and_the_command_reads_them() throws IOException {
        Path file = tables(25_001, false);

        assertThatThrownBy(() -> within(file, () -> {}))
                .isInstanceOf(ReadingEnded.class)
                .hasMessage("MANY 50000");
        assertThat(Archive.read(file).size()).isEqualTo(50_002);
        assertThat(within(tables(25_000, true), () -> {}).size()).isEqualTo(50_000);
    }

    /** Zeros under many names, none of which swells to more than a real file may. */
    private Path swelling(String ending) throws IOException {
        Path file = folder.resolve("swelling.zip");
        byte[] zeros = new byte[1 << 20];
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (int member = 0; member < 6; member++) {
                zip.putNextEntry(new ZipEntry(member + ending));
                for (int i = 0; i < 98; i++) {
                    zip.write(zeros);
                }
                zip.closeEntry();
            }
        }
        return file;
    }

    @Test
    void all_files_of_an_archive_together_swell_to_so_much_and_folders_are_no_way_around_it() throws IOException {
        Path file = swelling(".bin");

        assertThatThrownBy(() -> within(file, () -> {}))
                .isInstanceOf(ReadingEnded.class)
                .hasMessage("SWELLS 512");
        assertThat(Archive.read(file).account().files()).isEqualTo(7);
        assertThatThrownBy(() -> within(swelling("/"), () -> {})).hasMessage("SWELLS 512");
    }

    @Test
    void between_any_two_records_the_reading_can_be_ended() throws IOException {
        Path table =
                Written.file(folder.resolve("a.csv"), "Timestamp,Device\n" + "2026-03-14T09:26:53Z,a\n".repeat(99));
        Path json = Written.file(
                folder.resolve("a.json"),
                "[" + "{\"timestamp\":\"2026-03-14T09:26:53Z\",\"device\":\"a\"},".repeat(99) + "{}]");
        Path page = Written.file(folder.resolve("a.html"), "<div class=\"outer-cell\">Assistant</div>".repeat(99));

        for (Path file : List.of(table, json, page)) {
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() -> within(file, () -> {
                        if (asked.incrementAndGet() == 90) {
                            throw new ReadingEnded(ReadingEnded.Why.LONG, 60);
                        }
                    }))
                    .as(file.toString())
                    .hasMessage("LONG 60");
        }
    }

    @Test
    void a_list_of_products_without_end_costs_no_memory() throws IOException {
        Path file = Written.file(
                folder.resolve("a.json"),
                "[{\"time\":\"2026-03-14T09:26:53Z\",\"products\":[\"Assistant\""
                        + (",\"" + "x".repeat(500) + "\"").repeat(40_000) + "]}]");

        assertThat(within(file, () -> {}).size()).isEqualTo(1);
    }

    @Test
    void in_the_appliances_memory_an_archive_of_any_size_is_reported_or_refused() throws Exception {
        assertThat(alone(tables(500_000, false))).contains("MANY 50000").doesNotContain("OutOfMemory");
        assertThat(alone(tables(500_000, true))).contains("MANY 50000").doesNotContain("OutOfMemory");
        assertThat(alone(tables(25_000, true))).contains("reported 50000").doesNotContain("OutOfMemory");
    }

    /** A machine of its own, with less than the appliance's memory: that has other things to keep, too. */
    private String alone(Path file) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BoundsTest.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(Duration.ofMinutes(2).toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        return Files.readString(said);
    }

    /** As the page does it: read, compared with 400 days of a home that speaks 200 times a day, and written. */
    public static void main(String[] file) throws IOException {
        try {
            Archive archive = within(Path.of(file[0]), () -> {});
            List<HomeRows.Sent> sent = new ArrayList<>();
            for (int i = 0; i < 80_000; i++) {
                sent.add(new HomeRows.Sent(i + 1, BEGIN.plusSeconds(i * 432L).toEpochMilli(), "kitchen", 4));
            }
            OnTimes on = new OnTimes(List.of(new OnTimes.Span(BEGIN, BEGIN.plus(Duration.ofDays(400)))), List.of());
            HomeRows home = new HomeRows(sent, List.of(), on, null, null, 0);
            ZoneId zone = ZoneId.of("Europe/Berlin");
            Reconciliation r = Reconciliation.of(archive, home, new Household(zone, Map.of(), null));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (Writer page = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
                ReportHtml.write(r, new ReportWords(zone), "x", BEGIN, page);
            }
            System.out.println("reported " + archive.size() + " in " + bytes.toByteArray().length + " bytes");
        } catch (ReadingEnded e) {
            System.out.println(e.getMessage());
        }
    }
}
