package org.earmuff.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.earmuff.demo.RecordingSocks.Connection;
import org.earmuff.demo.RecordingSocks.Seen;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Coding;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Kind;
import org.earmuff.rules.voice.Sound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the made-up speakers put on the wire, and what the made-up cloud makes of it. */
class DemoWireTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Map<Shape, Coding> CODINGS = Map.of(
            Shape.ECHO_32K, Coding.CBR_32K,
            Shape.ECHO_64K, Coding.CBR_64K,
            Shape.ECHO_PCM, Coding.PCM_256K,
            Shape.GOOGLE_PAIRS, Coding.VBR,
            Shape.HOMEPOD, Coding.VBR);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private RecordingSocks socks;
    private DemoCloud cloud;

    @BeforeEach
    void start() throws Exception {
        socks = new RecordingSocks();
        cloud = DemoCloud.start(loops, new InetSocketAddress("127.0.20.1", 0));
    }

    @AfterEach
    void stop() throws Exception {
        socks.close();
        cloud.close();
        loops.shutdownGracefully(0, 5, SECONDS).sync();
    }

    private DemoSpeaker speaker(Vendor vendor, Shape shape, Timing timing) throws Exception {
        Route route = new Route(InetAddress.getByName("127.0.10.11"), cloud.address(), socks.address());
        SpeakerPlan plan = new SpeakerPlan("kitchen", vendor, shape, timing, 7);
        return new DemoSpeaker(loops, plan, route, cloud.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void a_request_has_its_shape_on_the_wire_and_the_cloud_counts_its_sound(Shape shape) throws Exception {
        // given a speaker that has signed in with less than 8 kB
        try (DemoSpeaker speaker = speaker(Vendor.AMAZON, shape, Timing.ON_DEMAND)) {
            speaker.start();
            await().atMost(LIMIT).until(speaker::online);
            List<Seen> greeting = onlyConnection().applicationData();
            assertThat(greeting.stream().mapToInt(Seen::body).sum()).isBetween(1_000, 8_000);

            // when it utters a request
            Utterance uttered = speaker.speak(Duration.ofSeconds(3)).get(20, SECONDS);

            // then context and pre-roll come at once, the steady run at its pace, and the end
            assertThat(uttered.answered()).isTrue();
            List<Seen> request = request(shape, greeting.size(), uttered);
            int opening = shape.context().size() + shape.preRoll().size();
            List<Integer> begins = new ArrayList<>(shape.context());
            begins.addAll(shape.preRoll());
            assertThat(bodies(request.subList(0, opening))).isEqualTo(begins);
            assertSteady(shape, request.subList(opening, request.size() - 1));
            assertThat(request.get(request.size() - 1).body())
                    .isEqualTo(shape.tls().shortest());

            // which the appliance recognises for what it is
            assertRecognised(
                    shape,
                    onlyConnection().applicationData(),
                    cloud.tally("kitchen").soundSeconds());

            // and what the cloud counts as sound is what the speaker sent as sound, to the byte
            assertThat(uttered.soundBytes()).isPositive();
            assertThat(cloud.tally("kitchen").soundBytes()).isEqualTo(uttered.soundBytes());
            assertThat(cloud.tally("kitchen").requests()).isEqualTo(1);
            assertThat(cloud.tally("kitchen").applicationBytes()).isGreaterThan(uttered.soundBytes());
            assertThat(cloud.tally("kitchen").wireBytes())
                    .isGreaterThan(cloud.tally("kitchen").applicationBytes());
            assertThat(cloud.connections(Vendor.AMAZON.voiceName())).isEqualTo(1);
        }
    }

    /** What the appliance must make of it: one upload, of this coding and about as many seconds as the cloud counted. */
    private void assertRecognised(Shape shape, List<Seen> records, double seconds) {
        BurstMeter meter = new BurstMeter(Framing.TLS);
        List<Burst> bursts = Stream.concat(
                        records.stream().map(record -> meter.add(record.nanos(), record.body())),
                        Stream.of(meter).map(BurstMeter::finish))
                .filter(Objects::nonNull)
                .toList();
        List<Sound> sounds =
                bursts.stream().map(Burst::sound).filter(Objects::nonNull).toList();
        assertThat(sounds).hasSize(1);
        assertThat(sounds.get(0).kind()).isEqualTo(Kind.VOICE);
        assertThat(sounds.get(0).coding()).isEqualTo(CODINGS.get(shape));
        assertThat(sounds.get(0).audioSeconds()).isCloseTo(seconds, within(1.5));
    }

    private Connection onlyConnection() {
        assertThat(socks.connections).hasSize(1);
        return socks.connections.get(0);
    }

    /** The records of the request: after the greeting, before the notes that follow the answer. */
    private List<Seen> request(Shape shape, int skip, Utterance uttered) {
        int records = shape.context().size() + uttered.soundRecords() + 1;
        return onlyConnection().applicationData().subList(skip, skip + records);
    }

    private static void assertSteady(Shape shape, List<Seen> run) {
        int each = shape.steps().size();
        for (int i = 0; i < run.size(); i++) {
            Shape.Step step = shape.steps().get(i % each);
            assertThat(run.get(i).body()).isBetween(step.least(), step.most());
        }
        List<Seen> firsts = IntStream.range(0, run.size() / each)
                .mapToObj(i -> run.get(i * each))
                .toList();
        long lasted = firsts.get(firsts.size() - 1).nanos() - firsts.get(0).nanos();
        double pace = lasted / (firsts.size() - 1.0);
        assertThat(pace)
                .isCloseTo(
                        (double) shape.pace().toNanos(),
                        within(0.04 * shape.pace().toNanos()));
    }

    private static List<Integer> bodies(List<Seen> records) {
        return records.stream().map(Seen::body).toList();
    }

    @Test
    void the_shapes_are_those_measured() {
        assertThat(Shape.ECHO_32K.steps()).containsExactly(new Shape.Step(113, 113));
        assertThat(perSecond(Shape.ECHO_32K)).isCloseTo(50.0, within(0.5));
        assertThat(Shape.ECHO_32K.preRoll()).containsExactly(5713);
        assertThat(Shape.ECHO_PCM.steps()).containsExactly(new Shape.Step(1057, 1057));
        assertThat(perSecond(Shape.ECHO_PCM)).isCloseTo(31.4, within(0.2));
        assertThat(Shape.GOOGLE_PAIRS.steps()).containsExactly(new Shape.Step(2877, 2877), new Shape.Step(1120, 1450));
        assertThat(Shape.GOOGLE_PAIRS.pace()).isBetween(Duration.ofMillis(127), Duration.ofMillis(128));
    }

    private static double perSecond(Shape shape) {
        return 1e9 / shape.pace().toNanos();
    }

    @Test
    void state_notes_follow_an_answer() throws Exception {
        // given a speaker with an answered request
        try (DemoSpeaker speaker = speaker(Vendor.AMAZON, Shape.ECHO_32K, Timing.ON_DEMAND)) {
            speaker.start();
            Utterance uttered = speaker.speak(Duration.ofMillis(300)).get(20, SECONDS);
            int before = 3 + Shape.ECHO_32K.context().size() + uttered.soundRecords() + 1;

            // then three notes of the measured records follow
            List<Integer> note = Vendor.AMAZON.note();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(onlyConnection().applicationData())
                            .hasSize(before + Vendor.NOTES * note.size()));
            assertThat(bodies(onlyConnection().applicationData().subList(before, before + note.size())))
                    .isEqualTo(note);
        }
    }

    @Test
    void keep_alives_are_small_and_answered() throws Exception {
        Timing timing = Timing.ON_DEMAND.withKeepAlive(Duration.ofMillis(50));
        try (DemoSpeaker speaker = speaker(Vendor.GOOGLE, Shape.GOOGLE_PAIRS, timing)) {
            speaker.start();

            await().atMost(LIMIT).until(() -> speaker.count(Count.KEEP_ALIVE_ANSWERED) >= 3);

            assertThat(cloud.tally("kitchen").keepAlives()).isGreaterThanOrEqualTo(3);
            assertThat(cloud.tally("kitchen").soundBytes()).isZero();
            List<Seen> sent = onlyConnection().applicationData();
            assertThat(bodies(sent.subList(sent.size() - 3, sent.size())))
                    .containsOnly(Vendor.GOOGLE.keepAlive())
                    .allMatch(body -> body >= 30 && body <= 100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void telemetry_goes_over_connections_of_its_own(Telemetry kind) throws Exception {
        try (DemoSpeaker speaker = speaker(Vendor.AMAZON, Shape.ECHO_32K, Timing.ON_DEMAND)) {
            assertThat(speaker.post(kind).get(20, SECONDS)).isTrue();

            List<Seen> sent = onlyConnection().applicationData();
            int most = kind == Telemetry.SMALL ? 1_200 : 36_200;
            int least = kind == Telemetry.SMALL ? 1_000 : 10_000;
            assertThat(sent.stream().mapToInt(Seen::body).sum()).isBetween(least, most);
            long lasted = sent.get(sent.size() - 1).nanos() - sent.get(0).nanos();
            assertThat(Duration.ofNanos(lasted)).isLessThan(Duration.ofMillis(500));
            assertThat(cloud.tally("kitchen").posts()).isEqualTo(1);
            assertThat(cloud.connections(Vendor.AMAZON.telemetryName(kind))).isEqualTo(1);
        }
    }

    @Test
    void a_speaker_that_is_reset_connects_again_and_its_request_counts_as_cut_off() throws Exception {
        // given a speaker in the middle of a request
        try (DemoSpeaker speaker = speaker(Vendor.AMAZON, Shape.ECHO_32K, Timing.ON_DEMAND)) {
            speaker.start();
            var spoken = speaker.speak(Duration.ofSeconds(30));
            await().atMost(LIMIT).until(() -> speaker.count(Count.SOUND_BYTES) > 8_000);

            // when its connection is reset
            onlyConnection().abort();

            // then the request is cut off, and the speaker signs in again and can be heard
            Utterance cut = spoken.get(5, SECONDS);
            assertThat(cut.answered()).isFalse();
            assertThat(cloud.tally("kitchen").soundBytes()).isLessThanOrEqualTo(cut.soundBytes());
            await().atMost(LIMIT).until(() -> speaker.count(Count.SIGNED_IN) == 2 && speaker.online());
            assertThat(speaker.speak(Duration.ofMillis(200)).get(20, SECONDS).answered())
                    .isTrue();
            assertThat(speaker.count(Count.REQUEST_CUT)).isEqualTo(1);
            assertThat(speaker.count(Count.LOST)).isEqualTo(1);
        }
    }

    @Test
    void a_speaker_that_is_refused_tries_again_until_it_is_let_in() throws Exception {
        socks.refuseAll = true;
        try (DemoSpeaker speaker = speaker(Vendor.APPLE, Shape.HOMEPOD, Timing.ON_DEMAND)) {
            speaker.start();
            await().atMost(LIMIT).until(() -> socks.refused.get() >= 2);
            assertThat(speaker.online()).isFalse();

            socks.refuseAll = false;

            await().atMost(LIMIT).until(speaker::online);
        }
    }

    @Test
    void a_speaker_connects_directly_where_it_is_given_no_socks() throws Exception {
        Route route = new Route(null, cloud.address(), null);
        SpeakerPlan plan = new SpeakerPlan("bedroom", Vendor.GOOGLE, Shape.GOOGLE_PAIRS, Timing.ON_DEMAND, 1);
        try (DemoSpeaker speaker = new DemoSpeaker(loops, plan, route, cloud.certificate())) {
            speaker.start();

            Utterance uttered = speaker.speak(Duration.ofMillis(500)).get(20, SECONDS);

            assertThat(uttered.answered()).isTrue();
            assertThat(cloud.tally("bedroom").soundBytes()).isEqualTo(uttered.soundBytes());
        }
    }

    @Test
    void a_speaker_trusts_nobody_else() throws Exception {
        try (DemoCloud impostor = DemoCloud.start(loops, new InetSocketAddress("127.0.20.2", 0))) {
            Route route = new Route(null, impostor.address(), null);
            SpeakerPlan plan = new SpeakerPlan("bedroom", Vendor.GOOGLE, Shape.GOOGLE_PAIRS, Timing.ON_DEMAND, 1);
            try (DemoSpeaker speaker = new DemoSpeaker(loops, plan, route, cloud.certificate())) {
                speaker.start();

                await().atMost(LIMIT).until(() -> speaker.count(Count.LOST) >= 2);

                assertThat(speaker.count(Count.SIGNED_IN)).isZero();
                assertThat(impostor.tally("bedroom")).isEqualTo(Tally.NOTHING);
            }
        }
    }

    @Test
    void a_speaker_says_one_thing_at_a_time() throws Exception {
        try (DemoSpeaker speaker = speaker(Vendor.AMAZON, Shape.ECHO_32K, Timing.ON_DEMAND)) {
            speaker.start();
            var first = speaker.speak(Duration.ofSeconds(20));

            assertThatThrownBy(() -> speaker.speak(Duration.ofSeconds(1)).get(5, SECONDS))
                    .hasRootCauseMessage("kitchen is speaking already");

            speaker.close();
            assertThat(first.get(5, SECONDS).answered()).isFalse();
        }
    }
}
