package org.earmuff.ledger.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.earmuff.ledger.archive.Study.Happened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

    private static final long AT = Instant.parse("2026-03-14T09:26:53Z").toEpochMilli();
    private static final String ID = "AB72C64C86AW2:1.0/2018/05/30/09/B0F00712518400WN/09:58::TNIH_2V.aZXV";

    @TempDir
    Path folder;

    private Archive csv(String text) throws IOException {
        return Archive.read(Written.file(folder.resolve("alexa.csv"), text));
    }

    private static List<Instant> times(Archive archive) {
        return archive.entries().stream()
                .map(e -> Instant.ofEpochMilli(e.millis()))
                .sorted()
                .toList();
    }

    private static List<String> not(Archive archive) {
        return archive.account().notUnderstood().stream()
                .map(Understood.Line::text)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-14T09:26:53Z|2026-03-14T09:26:53Z",
                "2026-03-14 10:26:53.250+01:00|2026-03-14T09:26:53.250Z",
                "2026-03-14T10:26:53+0100|2026-03-14T09:26:53Z",
                "03/14/2026 09:26|2026-03-14T09:26:00Z",
                "3/14/26 1:26:53 AM PST|2026-03-14T09:26:53Z",
                "14.03.2026 09:26:53|2026-03-14T09:26:53Z",
                "Mar 14, 2026, 9:26:53 AM UTC|2026-03-14T09:26:53Z",
                "14 Mar 2026, 09:26:53 UTC|2026-03-14T09:26:53Z",
                "Saturday, March 14, 2026 at 9:26:53 PM GMT+1|2026-03-14T20:26:53Z",
                "12/25/2026 12:05 AM|2026-12-25T00:05:00Z",
                "1773480413|2026-03-14T09:26:53Z",
                "1773480413123|2026-03-14T09:26:53.123Z"
            })
    void a_time_is_read_as_it_is_written(String written, Instant read) throws IOException {
        assertThat(times(csv("When it was,Device\n\"" + written + "\",kitchen\n")))
                .containsExactly(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tomorrow at noon",
                "2026-13-14 09:26",
                "09:26:53",
                "31.31.2026 09:26",
                "123456789012345678",
                "25:00 14.3.2026"
            })
    void what_is_no_time_is_none(String written) {
        assertThat(TimeWords.read(written)).isNull();
    }

    @Test
    void a_day_over_twelve_anywhere_in_a_file_decides_the_order_and_it_is_said() throws IOException {
        Archive day = csv("Timestamp,Device\n05/03/2026 10:00,a\n25/03/2026 10:00,a\n");
        Archive month = csv("Timestamp,Device\n05/03/2026 10:00,a\n05/25/2026 10:00,a\n");

        assertThat(times(day).get(0)).isEqualTo("2026-03-05T10:00:00Z");
        assertThat(times(month).get(0)).isEqualTo("2026-05-03T10:00:00Z");
        assertThat(day.account().notes()).anyMatch(n -> n.contains("day/month") && n.contains("over 12"));
        assertThat(csv("Timestamp,Device\n05/03/2026 10:00,a\n06/03/2026 10:00,a\n")
                        .account()
                        .notes())
                .anyMatch(n -> n.contains("may be wrong"));
    }

    @Test
    void columns_nobody_documents_are_found_by_headers_and_values() throws IOException {
        Archive archive = csv("""
                Deleted On;Serial Number;Utterance Time;Text
                2026-09-01 00:00:00 UTC;G0911;2026-03-14 09:26:53 UTC;"a;b"
                2026-09-01 00:00:00 UTC;G0912;2026-03-14 09:27:53 UTC;x
                """);

        assertThat(archive.account().devices()).containsExactly("G0911", "G0912");
        assertThat(times(archive))
                .containsExactly(Instant.parse("2026-03-14T09:26:53Z"), Instant.parse("2026-03-14T09:27:53Z"));
    }

    @Test
    void an_audio_identifier_tells_device_and_time_and_several_rows_of_it_are_one() throws IOException {
        Archive archive = csv("a,b\nx," + ID + "\ny," + ID + "\n");

        assertThat(archive.entries())
                .containsExactly(new Entry(
                        Instant.parse("2018-05-30T09:09:58Z").toEpochMilli(),
                        true,
                        1000,
                        "B0F00712518400WN",
                        Source.AMAZON));
        assertThat(archive.account().rows()).isEqualTo(2);
    }

    @Test
    void a_day_and_a_time_may_be_in_columns_of_their_own() throws IOException {
        assertThat(times(csv("Alexa device,Date,Time\nkitchen,2026-03-14,09:26:53\n")))
                .containsExactly(Instant.parse("2026-03-14T09:26:53Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "windows-1252"})
    void encodings_are_told_apart(String charset) throws IOException {
        String text = "Zeitstempel,Device\n2026-03-14 09:26:53 UTC,Küche\n2026-03-14 09:27:53 UTC,Küche\n";
        Path file = Files.write(folder.resolve("alexa.csv"), text.getBytes(Charset.forName(charset)));

        assertThat(Archive.read(file).account().devices()).containsExactly("Küche");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_header() throws IOException {
        assertThat(csv("\ufeffDevice,Timestamp\nkitchen,2026-03-14 09:26:53 UTC\n")
                        .account()
                        .devices())
                .containsExactly("kitchen");
    }

    @Test
    void a_quote_that_is_never_closed_spoils_one_row() throws IOException {
        StringBuilder rows = new StringBuilder("Timestamp,Device,Transcript\n");
        for (int minute = 10; minute < 50; minute++) {
            rows.append("2026-03-14 09:")
                    .append(minute)
                    .append(" UTC,kitchen,")
                    .append(minute == 20 ? "\"so" : "so")
                    .append('\n');
        }
        Archive archive = csv(rows.toString());

        assertThat(archive.size()).isGreaterThanOrEqualTo(39);
        assertThat(not(archive)).containsExactly("alexa.csv: a quote that is never closed");
    }

    @Test
    void amazons_archive_is_read_from_zip_and_folder_and_a_recording_is_no_second_activation() throws IOException {
        String wav = "(2026-03-14T10_26_53+0100)_TEXT(" + Written.SECRET + ").wav";
        String alone = "Alexa/(2026-03-15T10_26_53+0100)_TEXT(x).wav";
        Path zip = Written.zip(
                folder.resolve("mine.zip"),
                "Alexa/history.json",
                Written.amazonJson(List.of(new Happened("kitchen", AT))),
                "../../etc/cron.d/" + wav,
                "RIFF",
                alone,
                "RIFF",
                "Retail.OrderHistory.csv",
                "Order Date,Device\n2026-03-14 09:26:53 UTC,x\n",
                "photo.jpg",
                "\u0000\u0001\u0002\u0003");
        Path unpacked = Files.createDirectories(folder.resolve("unpacked"));
        Files.writeString(unpacked.resolve("history.json"), Written.amazonJson(List.of(new Happened("kitchen", AT))));
        Files.writeString(unpacked.resolve(wav), "RIFF");
        Files.createSymbolicLink(unpacked.resolve("link"), zip);

        Archive archive = Archive.read(zip);

        assertThat(Track.of(archive.entries(), java.time.ZoneOffset.UTC).get(Source.Vendor.AMAZON))
                .extracting(Track::size)
                .containsExactly(1, 1);
        assertThat(not(archive))
                .containsExactlyInAnyOrder(
                        "Retail.OrderHistory.csv: a table that tells of no sound",
                        "*.jpg: a kind of file that holds no list of recordings");
        assertThat(archive.account().toString()).doesNotContain(Written.SECRET);
        assertThat(not(Archive.read(unpacked))).containsExactly("link: a link, which is not followed");
        assertThat(Archive.read(unpacked).account().files()).isEqualTo(3);
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(4);
        }
    }

    @Test
    void takeout_is_read_from_a_tgz_and_other_products_are_left_out() throws IOException {
        String json = Written.takeoutJson(List.of(new Happened("", AT)));
        String search =
                "[{\"header\":\"Search\",\"title\":\"Searched\",\"time\":\"2026-03-14T09:26:53Z\",\"products\":[\"Search\"]}]";
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar(tar, "Takeout/My Activity/Assistant/MyActivity.json", json.getBytes(UTF_8));
        tar(tar, "Takeout/My Activity/Search/MyActivity.json", search.getBytes(UTF_8));
        tar.write(new byte[1024]);
        Path file = folder.resolve("takeout.tgz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(tar.toByteArray());
        }

        Archive archive = Archive.read(file);

        assertThat(archive.size()).isEqualTo(1);
        assertThat(not(archive))
                .containsExactly(
                        "Takeout/My Activity/Search/MyActivity.json: activities of another product than the Assistant");
    }

    private static void tar(ByteArrayOutputStream out, String name, byte[] content) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, String.format("%011o", content.length));
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar\u000000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\u0000 ", sum));
        out.write(header);
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    @Test
    void a_damaged_zip_gives_what_came_before_and_is_told() throws IOException {
        byte[] noise = new byte[50_000];
        new Random(1).nextBytes(noise);
        Path zip = Written.zip(
                folder.resolve("mine.zip"),
                "history.json",
                Written.amazonJson(List.of(new Happened("kitchen", AT))),
                "more.bin",
                new String(noise, StandardCharsets.ISO_8859_1));
        byte[] whole = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(whole, whole.length / 2));

        Archive archive = Archive.read(zip);

        assertThat(archive.size()).isEqualTo(1);
        assertThat(not(archive)).anyMatch(line -> line.startsWith("mine.zip: damaged or not complete"));
    }

    @Test
    void a_zip_that_swells_is_given_up_and_archives_are_not_opened_without_end() throws IOException {
        Path bomb = folder.resolve("bomb.zip");
        byte[] zeros = new byte[1 << 20];
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
            zip.putNextEntry(new ZipEntry("alexa.csv"));
            for (int i = 0; i < 200; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        Path inner = Written.zip(folder.resolve("inner"), "a.csv", "Timestamp,Device\n2026-03-14 09:26:53 UTC,a\n");
        for (int i = 0; i < 3; i++) {
            Path outer = folder.resolve("outer" + i);
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(outer))) {
                zip.putNextEntry(new ZipEntry("inner" + i + ".zip"));
                zip.write(Files.readAllBytes(inner));
            }
            inner = outer;
        }

        assertThat(not(Archive.read(bomb))).anyMatch(line -> line.contains("swells to more than 300 times"));
        assertThat(not(Archive.read(inner))).containsExactly("inner1.zip: an archive in an archive in an archive");
    }

    @Test
    void damaged_json_gives_what_came_before() throws IOException {
        String json = Written.amazonJson(List.of(new Happened("kitchen", AT), new Happened("kitchen", AT + 60_000)));
        Path file = Written.file(folder.resolve("h.json"), json.substring(0, json.length() - 40));

        Archive archive = Archive.read(file);

        assertThat(archive.size()).isEqualTo(2);
        assertThat(not(archive)).allMatch(line -> line.contains("damaged JSON"));
    }

    @Test
    void what_is_not_there_is_told() {
        assertThatThrownBy(() -> Archive.read(folder.resolve("none.zip"))).hasMessageContaining("no such file");
    }

    @Test
    void the_studys_own_tables_have_no_day_and_that_is_told() throws IOException {
        Path file =
                Written.file(folder.resolve("vendor-archive.csv"), "round,episode,device,start_s\na,b,echodot,145\n");

        assertThat(not(Archive.read(file))).containsExactly("vendor-archive.csv: no column holds times with their day");
    }
}
