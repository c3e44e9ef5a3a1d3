package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.earmuff.testing.Capture;
import org.earmuff.testing.Captures;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.Payload;
import org.earmuff.testing.netns.Script;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Under allow everything arrives as it was sent, and what was sound is counted. */
@Tag("namespace")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobReplayIT {

    /** Longer silences are shortened to this; a burst is over after one second. In full: -Dearmuff.replay.silence=3600 */
    private static final Duration SILENCE = Duration.ofSeconds(Long.getLong("earmuff.replay.silence", 2));

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int PORT = 443;
    private static final int DOWNLOAD = 8080;
    private static final int MIB = 1024 * 1024;

    private MainJobHouse house;

    @BeforeAll
    void open() throws IOException {
        house = MainJobHouse.open("");
        house.cloud.listen(PORT);
        house.cloud.listen(DOWNLOAD);
    }

    @AfterAll
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
    }

    private record Played(MainJobHouse.Line line, Script up, Script down) {}

    /** Two homes at once, one over IPv4 and one over IPv6. */
    @Test
    void captures_replayed_at_their_own_pace_arrive_whole_and_are_counted() throws Exception {
        var homeA = Captures.named("home-a/alexa_5_30s.pcap");
        var homeB = Captures.named("home-b/whos_playing_monday_night_football_5.pcap");
        List<Played> all = play(homeA, house.kitchen, CLOUD4);
        all.addAll(play(homeB, house.nursery, CLOUD6));

        for (Played played : all) {
            arrived(played);
        }

        counted("kitchen", homeA.uploads());
        counted("nursery", homeB.uploads());
        assertThat(house.box.metric("earmuff_flows_closed_total", "cause=\"finished\""))
                .isGreaterThanOrEqualTo(all.size());
        assertThat(house.box.metric("earmuff_flow_bytes_total", "discarded")).isZero();
    }

    /** Opens all connections of a capture, then plays them; each end says its FIN when it has said all. */
    private List<Played> play(Captures.Labelled capture, Agent speaker, String cloud) throws IOException {
        List<Capture.Conversation> conversations = Capture.read(capture.file()).conversations(capture.speaker());
        Pace pace = new Pace(conversations);
        List<Played> played = new ArrayList<>();
        for (Capture.Conversation c : conversations) {
            var line = house.line(capture.file().getFileName().toString(), speaker, cloud, PORT);
            played.add(new Played(line, pace.script(c, true), pace.script(c, false)));
        }
        for (Played p : played) {
            p.line().speaker().play(p.up());
            p.line().cloud().play(p.down());
            p.line().speaker().fin();
            p.line().cloud().fin();
        }
        return played;
    }

    private static void arrived(Played played) {
        Agent.Stats far = played.line().cloud().awaitEnd(PATIENCE);
        Agent.Stats near = played.line().speaker().awaitEnd(PATIENCE);

        assertThat(far.error() + near.error()).as("errors of %s", played.line()).isEmpty();
        assertThat(far.received()).isEqualTo(played.up().size());
        assertThat(far.sha256()).isEqualTo(played.up().sha256());
        assertThat(near.received()).isEqualTo(played.down().size());
        assertThat(near.sha256()).isEqualTo(played.down().sha256());
        assertThat(far.eof() && near.eof()).as("a FIN each way").isTrue();
    }

    private void counted(String speaker, int uploads) throws IOException {
        Awaitility.await("uploads of " + speaker + " on disk")
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(rows(speaker)).hasSize(uploads));
        for (JsonNode row : rows(speaker)) {
            assertThat(row.get("kind").asText()).isEqualTo("upload");
            assertThat(row.get("forwarded_bytes").asLong()).isPositive();
            assertThat(row.get("audio_seconds").asDouble()).isBetween(1.0, 30.0);
        }
        assertThat(house.box.metric("earmuff_uploads_total", "speaker=\"" + speaker + "\"", "verdict=\"allow\""))
                .isEqualTo(uploads);
        var said = house.box
                .run("uploads", "--json", "--since", "00:00", "--speaker", speaker)
                .ok();
        assertThat(said.out().lines()).hasSize(uploads);
    }

    private List<JsonNode> rows(String speaker) {
        List<JsonNode> rows = new ArrayList<>();
        house.box
                .api("GET", "/api/v1/uploads?limit=100&speaker=" + speaker, "")
                .ok()
                .json()
                .get("uploads")
                .forEach(rows::add);
        return rows;
    }

    @Test
    void two_hundred_megabytes_come_down_whole() throws Exception {
        for (String cloud : List.of(CLOUD4, CLOUD6)) {
            var line = house.line("download", house.nursery, cloud, DOWNLOAD);
            MessageDigest sent = MessageDigest.getInstance("SHA-256");

            for (int i = 0; i < 100 / 4; i++) {
                line.cloud().send(4 * MIB, i);
                sent.update(Payload.random(4 * MIB, i));
                line.cloud().awaitSent(Duration.ofSeconds(60));
            }
            line.cloud().fin();

            Agent.Stats near = line.speaker().awaitEnd(Duration.ofSeconds(60));
            assertThat(near.received()).isEqualTo(100L * MIB);
            assertThat(near.sha256()).isEqualTo(HexFormat.of().formatHex(sent.digest()));
            line.speaker().fin();
            assertThat(line.cloud().awaitEnd(Duration.ofSeconds(5)).error()).isEmpty();
        }
    }

    @Test
    void two_hundred_connections_at_once_do_not_mix() {
        List<MainJobHouse.Line> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add(house.line("of many", house.nursery, i % 2 == 0 ? CLOUD4 : CLOUD6, DOWNLOAD));
        }
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).speaker().send(10_000, i);
            lines.get(i).cloud().send(30_000, 1000 + i);
            lines.get(i).speaker().fin();
            lines.get(i).cloud().fin();
        }
        for (int i = 0; i < lines.size(); i++) {
            Agent.Stats far = lines.get(i).cloud().awaitEnd(Duration.ofSeconds(30));
            Agent.Stats near = lines.get(i).speaker().awaitEnd(Duration.ofSeconds(30));
            assertThat(far.sha256()).isEqualTo(Payload.sha256(Payload.random(10_000, i)));
            assertThat(near.sha256()).isEqualTo(Payload.sha256(Payload.random(30_000, 1000 + i)));
        }
    }

    /** One clock for all connections of a capture, without its long silences. */
    private static final class Pace {

        private final List<long[]> cuts = new ArrayList<>();

        Pace(List<Capture.Conversation> conversations) {
            long[] times = conversations.stream()
                    .flatMap(c -> c.chunks().stream())
                    .mapToLong(Capture.Chunk::nanos)
                    .sorted()
                    .toArray();
            long before = 0;
            long cut = 0;
            for (long time : times) {
                if (time - before > SILENCE.toNanos()) {
                    cut += time - before - SILENCE.toNanos();
                    cuts.add(new long[] {time, cut});
                }
                before = time;
            }
        }

        private long at(long nanos) {
            long cut = 0;
            for (long[] c : cuts) {
                cut = nanos >= c[0] ? c[1] : cut;
            }
            return nanos - cut;
        }

        Script script(Capture.Conversation conversation, boolean up) {
            Script script = new Script();
            long before = 0;
            for (Capture.Chunk chunk : conversation.chunks()) {
                if (chunk.up() == up) {
                    long now = at(chunk.nanos());
                    script.bytes(Duration.ofNanos(now - before), chunk.bytes());
                    before = now;
                }
            }
            return script;
        }
    }
}
