package org.earmuff.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.earmuff.flow.Transport;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.voice.Coding;
import org.earmuff.rules.voice.Kind;
import org.earmuff.wire.Frames;
import org.earmuff.wire.Frames.End;
import org.earmuff.wire.Frames.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {

    private static final String SPEAKER = "192.168.1.50";
    private static final String CLOUD = "203.0.113.9";

    @TempDir
    Path folder;

    private final List<SeenUpload> uploads = new ArrayList<>();

    private final class Collect implements Report {
        @Override
        public void upload(SeenUpload upload) {
            uploads.add(upload);
        }

        @Override
        public void summary(Totals totals) {}
    }

    private Inspection.Outcome inspect(byte[] capture, Verdict verdict, String... speakers) throws IOException {
        Path file = Files.write(folder.resolve("capture"), capture);
        Set<InetAddress> named = new java.util.HashSet<>();
        for (String speaker : speakers) {
            named.add(InetAddress.getByName(speaker));
        }
        uploads.clear();
        return Inspection.run(file, named, verdict, new Collect());
    }

    private Inspection.Outcome inspect(List<Frame> frames, Verdict verdict, String... speakers) throws IOException {
        return inspect(Frames.pcap(frames, ByteOrder.LITTLE_ENDIAN, true, 1, 65_535), verdict, speakers);
    }

    /** Two requests, notes after each, a keep-alive; the connection is older than the capture. */
    private static SpeakerTraffic evening() {
        SpeakerTraffic traffic =
                new SpeakerTraffic(SPEAKER, CLOUD).record(23, 33).pause(5);
        for (int i = 0; i < 2; i++) {
            traffic.request(3)
                    .pause(2)
                    .record(23, 229, 131, 4035, 77, 33)
                    .pause(0.3)
                    .record(23, 228, 131, 3843, 77, 33);
            traffic.pause(8).record(23, 41).pause(8);
        }
        return traffic;
    }

    private void isTheEvening(Inspection.Outcome outcome) {
        assertThat(uploads).hasSize(2).allSatisfy(u -> {
            assertThat(u.speaker()).isEqualTo(SPEAKER);
            assertThat(u.destination()).isEqualTo(CLOUD + ":443");
            assertThat(u.transport()).isEqualTo(Transport.TCP);
            assertThat(u.burst().sound().coding()).isEqualTo(Coding.CBR_32K);
            assertThat(u.burst().sound().audioSeconds()).isCloseTo(SpeakerTraffic.audio(3), within(0.05));
        });
        assertThat(outcome.totals().bursts()).isEqualTo(7);
        assertThat(outcome.totals().smallBursts()).isEqualTo(3);
        assertThat(outcome.totals().upstreamBytes())
                .isEqualTo(outcome.totals().nonUploadBytes()
                        + uploads.stream().mapToLong(u -> u.burst().bytes()).sum());
    }

    @Test
    void everything_passes_where_it_may() throws IOException {
        Inspection.Outcome outcome = inspect(evening().frames(), Verdict.ALLOW, SPEAKER);
        isTheEvening(outcome);
        assertThat(uploads).allMatch(u -> u.forwardedBytes() == u.burst().bytes());
        assertThat(outcome.totals().nonUploadForwardedBytes())
                .isEqualTo(outcome.totals().nonUploadBytes());
        assertThat(outcome.totals().abortedFlows()).isZero();
    }

    @Test
    void withheld_no_byte_of_sound_passes_and_every_small_burst_does() throws IOException {
        Inspection.Outcome outcome = inspect(evening().frames(), Verdict.WITHHOLD, SPEAKER);
        isTheEvening(outcome);
        assertThat(uploads).allMatch(u -> u.forwardedBytes() == 0);
        assertThat(outcome.totals().smallBurstsForwarded()).isEqualTo(3);
        assertThat(outcome.totals().nonUploadForwardedBytes()).isEqualTo(33 + 41 + 41);
        assertThat(outcome.totals().abortedFlows()).isEqualTo(4);
    }

    @Test
    void refused_nothing_passes() throws IOException {
        Inspection.Outcome outcome = inspect(evening().frames(), Verdict.REFUSE, SPEAKER);
        isTheEvening(outcome);
        assertThat(uploads).allMatch(u -> u.forwardedBytes() == 0);
        assertThat(outcome.totals().nonUploadForwardedBytes()).isZero();
        assertThat(outcome.totals().smallBurstsForwarded()).isZero();
    }

    @Test
    void a_greeting_passes_once_on_a_new_connection_and_names_it() throws IOException {
        byte[] hello = SampleHello.naming("avs-alexa-4-na.amazon.com");
        SpeakerTraffic traffic = new SpeakerTraffic(SPEAKER, CLOUD)
                .connect()
                .raw(hello)
                .pause(0.1)
                .record(22, 40);
        traffic.record(23, 3000, 2500)
                .pause(5)
                .record(23, 2500)
                .pause(5)
                .request(2)
                .pause(3)
                .record(23, 3000)
                .close();

        Inspection.Outcome outcome = inspect(traffic.frames(), Verdict.WITHHOLD, SPEAKER);

        assertThat(uploads).hasSize(1);
        assertThat(uploads.get(0).name()).isEqualTo("avs-alexa-4-na.amazon.com");
        assertThat(outcome.totals().nonUploadForwardedBytes()).isEqualTo(5500);
        assertThat(outcome.totals().abortedFlows()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {37, 118, 536, 1400, 9000})
    void segments_of_any_size_give_the_same(int length) throws IOException {
        SpeakerTraffic traffic = evening();
        isTheEvening(inspect(traffic.segments(length).frames(), Verdict.ALLOW, SPEAKER));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reordered_repeated_and_late_segments_give_the_same(boolean acknowledged) throws IOException {
        Random random = new Random(6);
        SpeakerTraffic traffic = acknowledged ? evening() : evening().unacknowledged();
        List<Frame> frames = new ArrayList<>(traffic.segments(300).frames());
        frames.addAll(frames.stream().filter(f -> random.nextInt(10) == 0).toList());
        isTheEvening(inspect(
                SpeakerTraffic.each(frames, f -> new Frame(f.nanos() + random.nextInt(30_000_000), f.data())),
                Verdict.ALLOW,
                SPEAKER));
    }

    @Test
    void losing_one_packet_in_a_hundred_keeps_the_count() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<Frame> frames = evening().frames().stream()
                    .filter(f -> random.nextInt(100) > 0)
                    .toList();
            inspect(frames, Verdict.WITHHOLD, SPEAKER);
            assertThat(uploads).hasSize(2).allSatisfy(u -> {
                assertThat(u.forwardedBytes()).isZero();
                assertThat(u.burst().sound().audioSeconds()).isBetween(2.7, SpeakerTraffic.audio(3) * 1.05);
            });
        }
    }

    @Test
    void a_capture_may_begin_anywhere() throws IOException {
        List<Frame> frames = evening().segments(500).frames();
        for (int from = 0; from < 60; from++) {
            inspect(frames.subList(from, frames.size()), Verdict.ALLOW, SPEAKER);
            assertThat(uploads).as("from packet %d", from).hasSize(2);
        }
    }

    @Test
    void short_snap_lengths_still_show_the_headers() throws IOException {
        byte[] capture = Frames.pcap(evening().frames(), ByteOrder.BIG_ENDIAN, false, 1, 96);
        Inspection.Outcome outcome = inspect(capture, Verdict.ALLOW, SPEAKER);
        isTheEvening(outcome);
        assertThat(outcome.cut()).isPositive();
    }

    @Test
    void pcapng_vlan_and_ipv6_give_the_same() throws IOException {
        List<Frame> tagged = SpeakerTraffic.each(evening().frames(), f -> new Frame(f.nanos(), Frames.vlan(f.data())));
        isTheEvening(inspect(Frames.pcapng(tagged, ByteOrder.BIG_ENDIAN, 9, 1), Verdict.ALLOW, SPEAKER));

        SpeakerTraffic six = new SpeakerTraffic("2001:db8:1::50", "2001:db8:ffff::9").request(3);
        inspect(Frames.pcapng(six.frames(), ByteOrder.LITTLE_ENDIAN, -1, 1), Verdict.ALLOW, "2001:db8:1::50");
        assertThat(uploads).hasSize(1);
        assertThat(uploads.get(0).destination()).isEqualTo("[2001:db8:ffff:0:0:0:0:9]:443");
    }

    @Test
    void without_a_name_the_capture_tells_who_is_a_speaker() throws IOException {
        List<Frame> frames = evening().frames();
        isTheEvening(inspect(frames, Verdict.ALLOW));

        List<Frame> made = SpeakerTraffic.each(frames, f -> new Frame(f.nanos(), echo(f.data())));
        List<Frame> both = new ArrayList<>(made);
        both.addAll(
                new SpeakerTraffic("192.168.1.77", "203.0.113.80").request(3).frames());
        Inspection.Outcome outcome = inspect(SpeakerTraffic.sorted(both), Verdict.ALLOW);

        isTheEvening(outcome);
        assertThat(outcome.others()).containsExactly(InetAddress.getByName("192.168.1.77"));
    }

    private static byte[] echo(byte[] frame) {
        byte[] made = frame.clone();
        if ((frame[29] & 0xff) == 50) {
            System.arraycopy(new byte[] {0x44, 0x65, 0x0d}, 0, made, 6, 3);
        }
        return made;
    }

    @Test
    void a_call_is_a_call_and_dns_is_nothing() throws IOException {
        End speaker = End.of(SPEAKER, 50_000);
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            frames.add(new Frame(
                    SpeakerTraffic.START + i * 20_000_000L, Frames.udp(speaker, End.of(CLOUD, 49_152), new byte[182])));
            frames.add(new Frame(
                    SpeakerTraffic.START + i * 20_000_000L, Frames.udp(speaker, End.of("8.8.8.8", 53), new byte[182])));
        }
        Inspection.Outcome outcome = inspect(frames, Verdict.WITHHOLD, SPEAKER);

        assertThat(uploads).hasSize(1);
        assertThat(uploads.get(0).burst().sound().kind()).isEqualTo(Kind.CALL);
        assertThat(uploads.get(0).transport()).isEqualTo(Transport.UDP);
        assertThat(uploads.get(0).forwardedBytes()).isZero();
        assertThat(outcome.totals().flows()).isEqualTo(1);
    }

    @Test
    void garbage_never_breaks_it() throws IOException {
        byte[] capture = Frames.pcap(evening().frames().subList(0, 60), ByteOrder.LITTLE_ENDIAN, true, 1, 65_535);
        Random random = new Random(12);
        for (int i = 0; i < 300; i++) {
            byte[] mutated = capture.clone();
            for (int n = random.nextInt(60); n >= 0; n--) {
                mutated[24 + random.nextInt(mutated.length - 24)] = (byte) random.nextInt();
            }
            inspect(mutated, Verdict.WITHHOLD);
        }
    }
}
