package org.earmuff.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileMutesTest {

    private static final Scope KITCHEN = new Scope.Room("Kitchen");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private final List<FileMutes> watches = new ArrayList<>();
    private final List<Scope> scopes = new ArrayList<>(
            List.of(Scope.ALL, KITCHEN, new Scope.Room("Kitchen for guests"), new Scope.Speaker("nursery")));
    private Path file;
    private Desk house;

    @BeforeEach
    void open() {
        file = folder.resolve("run/mute");
        house = new Desk(folder, clock);
    }

    @AfterEach
    void close() {
        watches.forEach(FileMutes::close);
        house.close();
    }

    private FileMutes watch() {
        FileMutes mutes = new FileMutes(
                file,
                house.desk,
                clock,
                () -> List.copyOf(scopes),
                () -> ZoneId.of("Europe/Berlin"),
                MuteOrder.Style.WITHHOLD);
        watches.add(mutes);
        mutes.start();
        return mutes;
    }

    /** In one step, as it would be with {@code mv}. */
    private void write(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path next = Files.writeString(folder.resolve("next"), text);
        Files.setLastModifiedTime(next, FileTime.from(NOON));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitMuted(String... orders) {
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(house.muted()).containsExactlyInAnyOrder(orders));
    }

    private void awaitTold(String... told) {
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(house.told).containsExactly(told));
    }

    @Test
    void an_empty_file_mutes_all_while_it_is_there_in_a_folder_that_came_later() throws Exception {
        watch();
        assertThat(house.muted()).isEmpty();

        write("");
        awaitMuted("all by file");
        Files.delete(file);
        awaitMuted();

        assertThat(house.told).containsExactly("muted all by file", "lifted all by file");
    }

    @Test
    void a_file_that_is_there_at_the_start_is_in_force_when_start_returns() throws Exception {
        write("# only this\n\n  speaker:nursery until 22:00 because she sleeps \n");

        watch();

        MuteOrder order = house.on(new Scope.Speaker("nursery"));
        assertThat(house.muted()).containsExactly("speaker:nursery by file");
        assertThat(order.until()).isEqualTo(Instant.parse("2026-11-22T21:00:00Z"));
        assertThat(order.reason()).isEqualTo("she sleeps");
    }

    @Test
    void lines_name_scopes_ends_and_reasons() throws Exception {
        write("room:Kitchen for 30 min\nroom:Kitchen for guests because for a while until later\nspeaker:nursery\n");

        watch();

        assertThat(house.on(KITCHEN).until()).isEqualTo(NOON.plus(Duration.ofMinutes(30)));
        assertThat(house.on(new Scope.Room("Kitchen for guests")))
                .extracting(MuteOrder::until, MuteOrder::reason)
                .containsExactly(null, "for a while until later");
        assertThat(house.muted()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "room:Kitchn",
                "kitchen",
                "room:Kitchen 30 min",
                "room:Kitchen for ever",
                "room:Kitchen until 2026-11-21",
                "room:Kitchen until 12:00 for 5 min",
                "room:Kitchen\nroom:Kitchen",
                "room:Kitchen because",
                "all for 20000 days",
                "\u0000"
            })
    void what_is_not_understood_mutes_all_and_says_why(String text) throws Exception {
        write(text);

        watch();

        assertThat(house.muted()).containsExactly("all by file");
        assertThat(house.on(Scope.ALL).reason()).startsWith(file + ": line ").hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void what_cannot_be_read_mutes_all() throws Exception {
        watch();
        Files.createDirectories(file);
        awaitMuted("all by file");
        assertThat(house.on(Scope.ALL).reason()).endsWith("it is not a plain file");
        Files.delete(file);
        awaitMuted();

        Files.createSymbolicLink(file, folder.resolve("nowhere"));
        awaitMuted("all by file");
        assertThat(house.on(Scope.ALL).reason()).endsWith("it is a link to nothing");

        write("all because " + "x".repeat(5000));
        await().atMost(Duration.ofSeconds(3))
                .until(() -> house.on(Scope.ALL).reason().endsWith("it is larger than 4 KiB"));

        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        await().atMost(Duration.ofSeconds(3))
                .until(() -> house.on(Scope.ALL).reason().endsWith("it is not UTF-8 text"));
    }

    @Test
    void a_link_is_followed() throws Exception {
        Path far = Files.writeString(folder.resolve("far"), "room:Kitchen\n");
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, far);

        watch();
        assertThat(house.muted()).containsExactly("room:Kitchen by file");

        Files.writeString(far, "speaker:nursery\n");
        awaitMuted("speaker:nursery by file");
    }

    @Test
    void who_unmutes_otherwise_unmutes_and_a_touch_mutes_again() throws Exception {
        write("");
        watch();

        house.lift(Scope.ALL, "dashboard");
        assertThat(house.muted()).isEmpty();
        Files.setLastModifiedTime(file, FileTime.from(NOON.plusSeconds(1)));

        awaitTold("muted all by file", "lifted all by dashboard", "muted all by file");
        Files.setLastModifiedTime(file, FileTime.from(NOON.plusSeconds(2)));
        write("room:Kitchen");
        awaitMuted("room:Kitchen by file");
    }

    @Test
    void what_somebody_else_ordered_since_stays_when_the_file_goes() throws Exception {
        write("all\nroom:Kitchen\n");
        watch();
        house.mute(KITCHEN, "mqtt");

        Files.delete(file);

        awaitMuted("room:Kitchen by mqtt");
    }

    @Test
    void a_file_gone_since_the_last_start_lifts_nothing_until_it_has_come_and_gone_again() throws Exception {
        house.mute(Scope.ALL, "file");
        watch();
        write("room:Kitchen");
        awaitMuted("room:Kitchen by file");
        Files.delete(file);
        awaitMuted();

        house.mute(Scope.ALL, "file");
        watches.get(0).close();
        watch();
        clock.pass(Duration.ofDays(1));
        assertThat(house.muted()).containsExactly("all by file");
    }

    @Test
    void a_time_that_is_over_since_the_file_was_written_mutes_nothing_more() throws Exception {
        write("room:Kitchen for 30 min\nspeaker:nursery");
        clock.pass(Duration.ofHours(1));
        house.mute(KITCHEN, "file");

        watch();

        assertThat(house.muted()).containsExactly("speaker:nursery by file");
    }

    @Test
    void a_room_that_a_reload_brings_is_understood_then() throws Exception {
        write("room:Attic");
        FileMutes mutes = watch();
        assertThat(house.muted()).containsExactly("all by file");

        scopes.add(new Scope.Room("Attic"));
        mutes.houseChanged();

        awaitMuted("room:Attic by file");
    }
}
