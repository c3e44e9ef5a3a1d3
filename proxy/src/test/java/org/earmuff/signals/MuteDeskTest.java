package org.earmuff.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MuteDeskTest {

    private static final Scope KITCHEN = new Scope.Room("Kitchen");

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private final List<MuteState> applied = Collections.synchronizedList(new ArrayList<>());
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<MuteDesk> desks = new ArrayList<>();
    private final AtomicLong applyNanos = new AtomicLong(-1);

    @AfterEach
    void close() {
        desks.forEach(MuteDesk::close);
    }

    private MuteDesk desk() {
        return desk(state -> {
            applied.add(state);
            return CompletableFuture.completedFuture(null);
        });
    }

    private MuteDesk desk(Function<MuteState, CompletionStage<Void>> apply) {
        MuteDesk desk = new MuteDesk(folder, clock, apply, applyNanos::set);
        desk.listen(new MuteListener() {
            @Override
            public void muted(MuteOrder order) {
                told.add("muted " + order.scope());
            }

            @Override
            public void lifted(MuteOrder order, String by, String reason) {
                told.add("lifted " + order.scope() + " by " + by);
            }
        });
        desk.start();
        desks.add(desk);
        return desk;
    }

    private MuteOrder order(Scope scope, Instant until) {
        return new MuteOrder(scope, MuteOrder.Style.WITHHOLD, until, "api", "guests", clock.now());
    }

    private static MuteReceipt done(CompletionStage<MuteReceipt> receipt) throws Exception {
        return receipt.toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private String file() throws Exception {
        return Files.readString(folder.resolve("mutes.json"));
    }

    @Test
    void a_mute_is_in_force_and_on_disk_before_it_is_answered_and_survives_a_restart() throws Exception {
        List<MuteState> applied = new ArrayList<>();
        MuteDesk desk = desk(state -> {
            applied.add(state);
            return CompletableFuture.completedFuture(null);
        });
        MuteOrder order = order(KITCHEN, Instant.parse("2026-11-22T13:00:00Z"));

        MuteReceipt receipt = done(desk.order(order));

        assertThat(receipt.kept()).isTrue();
        assertThat(receipt.warning()).isEmpty();
        assertThat(applied).hasSize(1);
        assertThat(file()).contains("room:Kitchen");
        assertThat(applyNanos.get()).isPositive();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("mutes.json"))))
                .isEqualTo("rw-------");
        desk.close();
        assertThat(desk().state().orders()).containsExactly(order);
    }

    @Test
    void the_last_order_on_a_scope_wins_and_lifting_touches_its_own_scope_alone() throws Exception {
        MuteDesk desk = desk();
        done(desk.order(order(Scope.ALL, null)));
        MuteOrder shorter = order(Scope.ALL, Instant.parse("2026-11-22T12:30:00Z"));
        assertThat(done(desk.order(shorter)).replaced()).isPresent();
        done(desk.order(order(KITCHEN, null)));

        MuteReceipt lifted = done(desk.lift(Scope.ALL, "command", ""));

        assertThat(lifted.replaced()).contains(shorter);
        assertThat(lifted.state().orders()).extracting(MuteOrder::scope).containsExactly(KITCHEN);
        assertThat(done(desk.lift(Scope.ALL, "command", "")).replaced()).isEmpty();
        assertThat(told).containsExactly("muted all", "muted all", "muted room:Kitchen", "lifted all by command");
    }

    @Test
    void orders_are_applied_one_after_another_in_the_order_they_were_given() throws Exception {
        CompletableFuture<Void> first = new CompletableFuture<>();
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        MuteDesk desk = desk(state -> {
            sizes.add(state.orders().size());
            return sizes.size() == 1 ? first : CompletableFuture.completedFuture(null);
        });

        CompletableFuture<MuteReceipt> one = desk.order(order(Scope.ALL, null)).toCompletableFuture();
        CompletableFuture<MuteReceipt> two = desk.order(order(KITCHEN, null)).toCompletableFuture();
        await().until(() -> sizes.size() == 1);
        assertThat(one).isNotDone();
        assertThat(two).isNotDone();
        first.complete(null);

        done(two);
        assertThat(one).isDone();
        assertThat(sizes).containsExactly(1, 2);
    }

    @Test
    void a_mute_ends_by_itself_when_the_wall_clock_says_so_even_after_a_jump() throws Exception {
        MuteDesk desk = desk();
        done(desk.order(order(Scope.ALL, Instant.parse("2026-11-22T14:00:00Z"))));

        clock.pass(Duration.ofHours(2));

        await().atMost(Duration.ofSeconds(5)).until(() -> desk.state().orders().isEmpty());
        await().until(() -> told.contains("lifted all by end"));
        assertThat(applied.get(applied.size() - 1).orders()).isEmpty();
        assertThat(file()).doesNotContain("all");
    }

    @Test
    void a_mute_whose_end_passed_while_the_appliance_was_off_is_lifted_at_the_start() throws Exception {
        MuteDesk before = desk();
        done(before.order(order(Scope.ALL, Instant.parse("2026-11-22T12:10:00Z"))));
        before.close();
        told.clear();
        clock.pass(Duration.ofHours(1));

        MuteDesk after = desk();

        await().until(() -> told.contains("lifted all by end"));
        assertThat(after.state().orders()).isEmpty();
    }

    @Test
    void a_listener_that_fails_neither_stops_the_desk_nor_the_end_of_a_mute() throws Exception {
        MuteDesk desk = desk();
        desk.listen(new MuteListener() {
            @Override
            public void lifted(MuteOrder order, String by, String reason) {
                throw new IllegalStateException("on purpose");
            }
        });
        done(desk.order(order(KITCHEN, Instant.parse("2026-11-22T12:01:00Z"))));
        done(desk.order(order(Scope.ALL, Instant.parse("2026-11-22T12:02:00Z"))));

        clock.pass(Duration.ofSeconds(61));
        await().until(() -> desk.state().orders().size() == 1);
        clock.pass(Duration.ofSeconds(61));

        await().until(() -> desk.state().orders().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"schema\":1}",
                "{\"schema\":2,\"mutes\":[]}",
                "{\"schema\":1,\"mutes\":[{\"scope\":\"attic\"}]}"
            })
    void a_file_that_cannot_be_read_mutes_everything_until_a_person_lifts_it(String text) throws Exception {
        Files.writeString(folder.resolve("mutes.json"), text);

        MuteDesk desk = desk();

        MuteOrder order = desk.state().on(Scope.ALL).orElseThrow();
        assertThat(order.until()).isNull();
        assertThat(order.reason()).isEqualTo("mutes.json cannot be read");
        assertThat(folder.resolve("mutes.json.unreadable")).hasContent(text);
        desk.close();
        MuteDesk again = desk();
        assertThat(again.state().on(Scope.ALL)).isPresent();
        done(again.lift(Scope.ALL, "command", ""));
        assertThat(again.state().orders()).isEmpty();
        again.close();
        assertThat(desk().state().orders()).isEmpty();
    }

    @Test
    void where_the_disk_fails_a_mute_holds_and_says_so_and_an_unmute_is_refused() throws Exception {
        MuteDesk desk = desk();
        done(desk.order(order(KITCHEN, null)));
        // A folder with something in it stands where the next file would be written.
        Files.createDirectories(folder.resolve("mutes.json.new/in-the-way"));

        MuteReceipt receipt = done(desk.order(order(Scope.ALL, null)));

        assertThat(receipt.kept()).isFalse();
        assertThat(receipt.warning()).contains("a restart would forget");
        assertThat(desk.state().orders()).hasSize(2);
        assertThatThrownBy(() -> done(desk.lift(KITCHEN, "api", "")))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(MuteRefusedException.class)
                .hasMessageContaining("still muted");
        assertThat(desk.state().on(KITCHEN)).isPresent();
        assertThat(applied.get(applied.size() - 1).orders()).hasSize(2);
    }

    @Test
    void an_order_that_not_every_loop_confirms_is_no_success_and_the_mute_holds() {
        MuteDesk desk = desk(state -> CompletableFuture.failedFuture(new IllegalStateException("a loop died")));

        assertThatThrownBy(() -> done(desk.order(order(Scope.ALL, null))))
                .hasCauseInstanceOf(MuteRefusedException.class)
                .hasMessageContaining("not every open one confirmed");
        assertThat(desk.state().on(Scope.ALL)).isPresent();
        await().until(() -> told.contains("muted all"));
    }

    @Test
    void a_closed_desk_says_so() {
        MuteDesk desk = desk();
        desk.close();

        assertThatThrownBy(() -> done(desk.order(order(Scope.ALL, null))))
                .hasCauseInstanceOf(MuteRefusedException.class)
                .hasMessageContaining("stopping");
    }

    @Test
    void there_is_an_end_to_the_number_of_mutes() throws Exception {
        MuteDesk desk = desk();
        for (int i = 0; i < MuteDesk.MOST_MUTES; i++) {
            done(desk.order(order(new Scope.Room("room " + i), null)));
        }

        assertThatThrownBy(() -> done(desk.order(order(Scope.ALL, null)))).hasMessageContaining("already 256 mutes");
        done(desk.order(order(new Scope.Room("room 7"), null)));
    }
}
