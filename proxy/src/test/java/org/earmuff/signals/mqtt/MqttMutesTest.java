package org.earmuff.signals.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ThrowingRunnable;
import org.earmuff.flow.FlowLoops;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.Desk;
import org.earmuff.signals.MuteListener;
import org.earmuff.testing.Mosquitto;
import org.earmuff.testing.TestClock;
import org.earmuff.testing.netns.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a real broker, and its own clients for the other side. */
class MqttMutesTest {

    private static final String ID = "0a1b2c3d";
    private static final String BASE = "earmuff/" + ID + "/";
    private static final String ALL_SET = BASE + "all/mute/set";

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, FlowLoops.epoll());
    private final House report = new House();
    private Desk house;
    private Mosquitto broker;
    private Mosquitto.Listener listener;
    private MqttMutes mqtt;

    private static final class House implements HouseReport {
        @Override
        public String ledgerHead() {
            return "7 c0ffee";
        }

        volatile List<Speaker> speakers =
                List.of(new Speaker("kitchen", "Küche & Bad", "allow"), new Speaker("nursery", "Nursery", "withhold"));
        volatile Map<String, Figures> figures = Map.of();

        @Override
        public List<Speaker> speakers() {
            return speakers;
        }

        @Override
        public Map<String, Figures> figures() {
            return figures;
        }
    }

    @BeforeEach
    void open() throws Exception {
        house = new Desk(folder, clock);
        house.desk.listen(new MuteListener() {
            @Override
            public void muted(MuteOrder order) {
                mqtt.changed();
            }

            @Override
            public void lifted(MuteOrder order, String by, String reason) {
                mqtt.changed();
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        if (mqtt != null) {
            mqtt.close();
        }
        if (listener != null) {
            listener.close();
        }
        if (broker != null) {
            broker.close();
        }
        house.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void connected() throws Exception {
        broker = Mosquitto.open(folder);
        listener = broker.listen();
        connect("", "");
        awaitBoard(BASE + "availability", "online");
    }

    private void connect(String user, String password) {
        connect(new Broker(
                "127.0.0.1", broker.port(), false, Optional.empty(), user, password, Optional.of("homeassistant")));
    }

    private void connect(Broker to) {
        mqtt = new MqttMutes(new MqttMutes.Parts(
                to,
                ID,
                "1.2.3",
                house.desk,
                report,
                clock,
                () -> ZoneId.of("Europe/Berlin"),
                MuteOrder.Style.WITHHOLD,
                loops));
        mqtt.start();
    }

    private void eventually(ThrowingRunnable holds) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(holds);
    }

    private void awaitBoard(String topic, String payload) {
        eventually(() -> assertThat(listener.board).containsEntry(topic, payload));
    }

    private JsonObject config(String component, String object) throws IOException {
        return Json.readObject(
                listener.board.get("homeassistant/" + component + "/earmuff_" + ID + "/" + object + "/config"));
    }

    @Test
    void home_assistant_finds_a_switch_and_three_sensors_for_every_scope() throws Exception {
        report.figures = Map.of(
                "kitchen", new HouseReport.Figures(12.34, Instant.parse("2026-11-22T10:00:00Z")),
                "nursery", new HouseReport.Figures(1, null));
        connected();

        String kitchen = Topics.slug(new Scope.Room("Küche & Bad"));
        assertThat(kitchen).matches("room_k_che_bad_[0-9a-f]{6}");
        assertThat(listener.board.keySet().stream().filter(t -> t.endsWith("/config")))
                .hasSize(5 * 4 + 1);
        JsonObject mute = config("switch", kitchen + "-mute");
        assertThat(mute.text("command_topic")).isEqualTo(BASE + kitchen + "/mute/set");
        assertThat(mute.text("state_topic")).isEqualTo(BASE + kitchen + "/mute");
        assertThat(mute.text("availability_topic")).isEqualTo(BASE + "availability");
        assertThat(mute.text("name")).isEqualTo("Küche & Bad muted");
        assertThat(mute.object("device").texts("identifiers")).containsExactly("earmuff_" + ID);
        assertThat(config("sensor", "all-last_upload").text("device_class")).isEqualTo("timestamp");
        assertThat(listener.board)
                .containsEntry(BASE + kitchen + "/mute", "OFF")
                .containsEntry(BASE + "all/ledger_head", "7 c0ffee")
                .containsEntry(BASE + "all/seconds_today", "13.3")
                .containsEntry(BASE + "all/last_upload", "2026-11-22T10:00:00.000Z")
                .containsEntry(BASE + "speaker_nursery/last_upload", "None")
                .containsEntry(BASE + "speaker_nursery/verdict", "withhold")
                .containsEntry(BASE + "all/verdict", "mixed");
        assertThat(listener.board.keySet().stream()
                        .filter(t -> t.endsWith("/config"))
                        .map(t -> listener.board.get(t).replaceAll(".*\"unique_id\":\"([^\"]+)\".*", "$1")))
                .doesNotHaveDuplicates();
    }

    @Test
    void on_mutes_and_off_lifts_and_the_state_follows_whoever_ordered() throws Exception {
        connected();

        broker.publish(ALL_SET, "ON");
        awaitBoard(BASE + "all/mute", "ON");
        assertThat(house.muted()).containsExactly("all by mqtt");

        house.lift(Scope.ALL, "dashboard");
        awaitBoard(BASE + "all/mute", "OFF");
        house.mute(new Scope.Speaker("nursery"), "button");
        awaitBoard(BASE + "speaker_nursery/mute", "ON");
        eventually(() -> assertThat(listener.board.get(BASE + "speaker_nursery/mute/attributes"))
                .contains("\"by\":\"button\""));

        broker.publish(BASE + "speaker_nursery/mute/set", "OFF");
        awaitBoard(BASE + "speaker_nursery/mute", "OFF");
        assertThat(house.muted()).isEmpty();
    }

    @Test
    void a_command_may_say_for_how_long_and_why() throws Exception {
        connected();
        Instant before = clock.now();

        broker.publish(ALL_SET, "{\"state\":\"ON\",\"for\":\"PT30M\",\"reason\":\"film\"}");

        eventually(() -> assertThat(house.muted()).hasSize(1));
        MuteOrder order = house.on(Scope.ALL);
        assertThat(order.until()).isBetween(before.plusSeconds(1800), before.plusSeconds(1815));
        assertThat(order.reason()).isEqualTo("film");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on",
                "TOGGLE",
                "{\"state\":\"OFF\",\"for\":\"PT1M\"}",
                "{\"state\":\"ON\",\"for\":\"soon\"}",
                "{\"state\":\"ON\",\"style\":\"refuse\"}",
                "{\"for\":\"PT1M\"}",
                "{\"state\":",
                "{\"state\":\"ON\",\"until\":\"2020-01-01\"}"
            })
    void nonsense_changes_nothing(String payload) throws Exception {
        connected();
        house.mute(new Scope.Speaker("kitchen"), "file");

        broker.publish(ALL_SET, payload);
        broker.publish(BASE + "nobody/mute/set", "ON");
        broker.publish(ALL_SET, "{\"state\":\"ON\",\"reason\":\"" + "x".repeat(2000) + "\"}");
        // then what comes after it is carried out as ever
        broker.publish(BASE + "speaker_nursery/mute/set", "ON");

        eventually(() -> assertThat(house.muted())
                .containsExactlyInAnyOrder("speaker:kitchen by file", "speaker:nursery by mqtt"));
        assertThat(house.told).containsExactly("muted speaker:kitchen by file", "muted speaker:nursery by mqtt");
    }

    @Test
    void a_retained_command_is_passed_over_at_every_connection() throws Exception {
        broker = Mosquitto.open(folder);
        listener = broker.listen();
        broker.publish(ALL_SET, "ON", "-r");
        broker.publish(BASE + "speaker_nursery/mute/set", "OFF", "-r");
        house.mute(new Scope.Speaker("nursery"), "file");

        connect("", "");
        awaitBoard(BASE + "availability", "online");
        broker.publish(BASE + "speaker_kitchen/mute/set", "ON");

        eventually(() -> assertThat(house.muted())
                .containsExactlyInAnyOrder("speaker:nursery by file", "speaker:kitchen by mqtt"));
    }

    @Test
    void a_broker_that_went_is_found_again_and_told_everything_and_orders_meanwhile_hold() throws Exception {
        connected();
        broker.stop();
        eventually(() -> assertThat(listener.heard).anyMatch(line -> line.startsWith("earmuff/")));
        house.mute(Scope.ALL, "api");
        listener.close();

        broker.start();
        listener = broker.listen();

        awaitBoard(BASE + "all/mute", "ON");
        awaitBoard(BASE + "availability", "online");
    }

    @Test
    void who_says_good_bye_is_offline() throws Exception {
        connected();
        mqtt.close();

        awaitBoard(BASE + "availability", "offline");
    }

    @Test
    void who_is_gone_without_a_word_is_offline_by_the_last_will() throws Exception {
        connected();

        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();

        awaitBoard(BASE + "availability", "offline");
    }

    @Test
    void a_start_of_home_assistant_is_told_everything_again() throws Exception {
        connected();
        listener.heard.clear();

        broker.publish("homeassistant/status", "online");

        eventually(() -> assertThat(listener.heard.stream().filter(l -> l.contains("/config ")))
                .hasSize(21));
    }

    @Test
    void a_speaker_that_goes_takes_its_entities_along_even_while_nobody_was_connected() throws Exception {
        connected();
        report.speakers = List.of(new HouseReport.Speaker("kitchen", "Küche & Bad", "allow"));
        mqtt.changed();
        eventually(() -> assertThat(listener.board.keySet()).noneMatch(t -> t.contains("nursery")));

        mqtt.close();
        report.speakers = List.of(new HouseReport.Speaker("attic", "", "allow"));
        connect("", "");

        awaitBoard(BASE + "availability", "online");
        awaitBoard(BASE + "speaker_attic/verdict", "allow");
        eventually(
                () -> assertThat(listener.board.keySet()).noneMatch(t -> t.contains("kitchen") || t.contains("room_")));
        assertThat(listener.board.keySet().stream().filter(t -> t.endsWith("/config")))
                .hasSize(9);
    }

    @Test
    void what_has_not_changed_is_not_said_again() throws Exception {
        connected();
        int heard = listener.heard.size();

        report.figures = Map.of("kitchen", new HouseReport.Figures(5, null));
        mqtt.uploaded();
        awaitBoard(BASE + "all/seconds_today", "5.0");
        for (int i = 0; i < 100; i++) {
            mqtt.changed();
        }
        broker.publish(ALL_SET, "ON");
        awaitBoard(BASE + "all/mute", "ON");

        // three scopes with other seconds, the command, the state and its attributes
        assertThat(listener.heard.subList(heard, listener.heard.size()))
                .filteredOn(l -> l.contains("seconds_today"))
                .hasSize(3);
        assertThat(listener.heard.subList(heard, listener.heard.size())).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void a_password_is_sent_and_a_wrong_one_leaves_everything_else_as_it_is() throws Exception {
        Requires.commands("mosquitto_passwd");
        Path passwords = folder.resolve("passwords");
        assertThat(new ProcessBuilder(
                                Requires.path("mosquitto_passwd").toString(),
                                "-b",
                                "-c",
                                passwords.toString(),
                                "earmuff",
                                "right")
                        .start()
                        .waitFor())
                .isZero();
        broker = Mosquitto.open(
                folder, List.of("-u", "earmuff", "-P", "right"), "allow_anonymous false", "password_file " + passwords);
        listener = broker.listen();

        connect("earmuff", "wrong");
        eventually(() ->
                assertThat(Files.readString(folder.resolve("mosquitto.log"))).contains("disconnected, not authorised"));
        house.mute(Scope.ALL, "api");
        mqtt.close();
        assertThat(listener.board).isEmpty();

        connect("earmuff", "right");
        awaitBoard(BASE + "all/mute", "ON");
    }

    @Test
    void the_identity_is_kept() throws Exception {
        String first = Identity.in(folder);

        assertThat(first).matches("[0-9a-f]{8}");
        assertThat(Identity.in(folder)).isEqualTo(first);
    }
}
