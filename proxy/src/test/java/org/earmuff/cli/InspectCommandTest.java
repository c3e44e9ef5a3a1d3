package org.earmuff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.wire.Frames;
import org.earmuff.wire.Frames.End;
import org.earmuff.wire.Frames.Frame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InspectCommandTest {

    private static final List<String> FIELDS = List.of(
            "start",
            "end",
            "speaker",
            "destination",
            "name",
            "transport",
            "kind",
            "coding",
            "bytes",
            "audio_seconds",
            "record_bytes",
            "records_per_second",
            "verdict",
            "forwarded_bytes",
            "recognised_after_seconds");
    private static final List<String> SUMMARY = List.of(
            "flows",
            "upstream_bytes",
            "uploads",
            "audio_seconds",
            "bursts",
            "small_bursts",
            "small_bursts_forwarded",
            "non_upload_bytes",
            "non_upload_forwarded_bytes",
            "aborted_flows");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path call;

    @BeforeEach
    void a_call_of_five_seconds() throws IOException {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            byte[] datagram = Frames.udp(End.of("192.168.1.5", 5000), End.of("203.0.113.1", 6000), new byte[182]);
            frames.add(new Frame(1_540_283_488_000_000_000L + i * 20_000_000L, datagram));
        }
        call = Files.write(folder.resolve("call.pcap"), Frames.pcap(frames, ByteOrder.LITTLE_ENDIAN, false, 1, 65_535));
    }

    private int run(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        return new CommandLine(new InspectCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @Test
    void json_is_a_line_an_upload_and_a_summary() throws IOException {
        assertThat(run(call, "--json", "--verdict", "withhold", "--speaker", "192.168.1.5"))
                .isZero();

        String[] lines = out.toString().split("\n", -1);
        JsonNode upload = new ObjectMapper().readTree(lines[0]);
        JsonNode summary = new ObjectMapper().readTree(lines[1]).get("summary");
        assertThat(upload.fieldNames()).toIterable().containsExactlyElementsOf(FIELDS);
        assertThat(summary.fieldNames()).toIterable().containsExactlyElementsOf(SUMMARY);
        assertThat(upload.get("start").asText()).isEqualTo("2018-10-23T08:31:28.000Z");
        assertThat(upload.get("name").isNull()).isTrue();
        assertThat(upload.get("kind").asText()).isEqualTo("call");
        assertThat(upload.get("bytes").asLong()).isEqualTo(250 * 182);
        assertThat(upload.get("forwarded_bytes").asLong()).isZero();
        assertThat(summary.get("aborted_flows").asLong()).isEqualTo(1);
    }

    @Test
    void people_get_a_table() {
        assertThat(run(call)).isZero();
        assertThat(out.toString())
                .contains(
                        "START (UTC)",
                        "203.0.113.1:6000",
                        "1 upload with 5.0 s of sound; 1 flow,",
                        "Nothing was decrypted");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void a_speaker_that_is_not_in_the_capture_is_told_with_those_that_are() {
        assertThat(run(call, "--speaker", "10.9.9.9")).isZero();
        assertThat(err.toString()).contains("10.9.9.9: sends nothing in this capture; these do: ");
    }

    @Test
    void what_cannot_be_read_is_said_and_fails() throws IOException {
        assertThat(run(folder.resolve("absent.pcap"))).isEqualTo(1);
        assertThat(err.toString()).contains("absent.pcap does not exist");
        assertThat(run(Files.writeString(folder.resolve("text"), "hello"))).isEqualTo(1);
        assertThat(err.toString()).contains("neither pcap nor pcapng");
        assertThat(run(folder)).isEqualTo(1);
        assertThat(err.toString()).contains("is not a file");
    }

    @Test
    void wrong_use_is_told_apart() {
        assertThat(run(call, "--speaker", "kitchen")).isEqualTo(2);
        assertThat(err.toString()).contains("'kitchen' is not an IPv4 or IPv6 address");
        assertThat(run(call, "--speaker", "1.2.3")).isEqualTo(2);
        assertThat(run(call, "--verdict", "mute")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    @Test
    void a_cut_file_gives_what_it_has_and_says_so() throws IOException {
        byte[] whole = Files.readAllBytes(call);
        Path cut = Files.write(folder.resolve("cut.pcap"), java.util.Arrays.copyOf(whole, whole.length - 30));
        assertThat(run(cut, "--json")).isZero();
        assertThat(out.toString()).contains("\"uploads\":1");
        assertThat(err.toString()).contains("ends within a packet");
    }
}
