package org.earmuff.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Rule;
import org.earmuff.rules.ShadowFinding;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.names.NamePattern;
import org.earmuff.testing.Hello;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Records;
import org.earmuff.testing.Rules;
import org.earmuff.testing.Sink;
import org.earmuff.testing.Talker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules of every kind upon real flows. */
class LiveRulesTest {

    private static final Duration SOON = Duration.ofSeconds(6);
    private static final Rule TWO_SECONDS = Rules.rule("two-seconds")
            .budget(new Budget(BudgetUnit.SECONDS, 2_000, BudgetWindow.DAY))
            .build();
    private static final Rule NO_TELEMETRY = Rules.rule("no-telemetry")
            .refuseNames(List.of(new NamePattern("metrics-*.example.com")))
            .build();
    private static final Rule ALWAYS =
            Rules.rule("always").hours(WeeklyHours.parse("daily 00:00-24:00")).build();

    private LiveHouse house;
    private Sink cloud;

    @BeforeEach
    void open() throws IOException {
        cloud = Sink.open();
    }

    @AfterEach
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
        cloud.close();
    }

    private Sink.Connection cloudSide() {
        await().atMost(SOON).until(() -> !cloud.connections().isEmpty());
        return cloud.connections().get(0);
    }

    private void awaitClosed(CloseCause cause) {
        await().atMost(SOON).untilAsserted(() -> assertThat(house.seen.closed).containsExactly(cause));
    }

    @Test
    void a_spent_budget_of_seconds_cuts_the_upload_within_a_tenth_of_a_second_of_sound() throws Exception {
        house = LiveHouse.open(TWO_SECONDS);
        try (Socket speaker = house.kitchen(cloud.address());
                Talker talker = new Talker(speaker)) {
            awaitClosed(CloseCause.WITHHELD);

            Upload cut = house.seen.uploads.get(0);
            assertThat(house.seen.spoken.get()).isBetween(2_000L, 2_100L);
            assertThat(cut.burst().sound().audioSeconds()).isBetween(2.0, 2.1);
            assertThat(cut.forwardedBytes()).isPositive();
            assertThat(cut.decision())
                    .satisfies(d -> assertThat(d.verdict()).isEqualTo(Verdict.ALLOW))
                    .satisfies(d -> assertThat(d.reason()).isEqualTo(Reason.BUDGET))
                    .satisfies(d -> assertThat(d.rule()).isEqualTo(TWO_SECONDS.ref()));
            // then all of it counts, the next upload is withheld, and everyone is told why
            assertThat(house.budgets.budgets().get(0).used()).isEqualTo(house.seen.spoken.get());
            assertThat(house.policy.explain("kitchen", house.clock.now()).orElseThrow())
                    .satisfies(d -> assertThat(d.reason()).isEqualTo(Reason.BUDGET))
                    .satisfies(d -> assertThat(d.verdict()).isEqualTo(Verdict.WITHHOLD));
            assertThat(house.policy
                            .explain("nursery", house.clock.now())
                            .orElseThrow()
                            .verdict())
                    .isEqualTo(Verdict.ALLOW);
        }
    }

    @Test
    void a_spent_budget_of_bytes_withholds_on_every_flow_of_the_speaker() throws Exception {
        house = LiveHouse.open(Rules.rule("bytes")
                .budget(new Budget(BudgetUnit.BYTES, 20_000, BudgetWindow.HOUR))
                .build());
        try (Socket one = house.kitchen(cloud.address());
                Socket other = house.kitchen(cloud.address())) {
            one.getOutputStream().write(new byte[20_000]);
            await().atMost(SOON)
                    .until(() -> house.policy
                                    .explain("kitchen", house.clock.now())
                                    .orElseThrow()
                                    .reason()
                            == Reason.BUDGET);
            await().atMost(SOON).until(() -> house.seen.decided.size() >= 4);
            other.getOutputStream().write(Records.application(9_000));
            assertThatThrownBy(() -> other.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(house.seen.upForwarded.get()).isEqualTo(20_000);
        }
    }

    @Test
    void midnight_gives_the_budget_again_and_a_clock_that_goes_back_does_not() throws Exception {
        house = LiveHouse.open(TWO_SECONDS);
        house.clock.jump(
                Duration.between(ZonedDateTime.now(ZoneId.of("Europe/Berlin")).toLocalTime(), LocalTime.of(12, 0)));
        try (Socket speaker = house.kitchen(cloud.address());
                Talker talker = new Talker(speaker)) {
            awaitClosed(CloseCause.WITHHELD);
        }
        assertThat(verdict()).isEqualTo(Verdict.WITHHOLD);
        house.clock.jump(Duration.ofHours(12));
        assertThat(verdict()).as("the next day").isEqualTo(Verdict.ALLOW);
        house.clock.jump(Duration.ofHours(-12));
        assertThat(verdict()).as("the day before again").isEqualTo(Verdict.WITHHOLD);
        house.clock.jump(Duration.ofDays(-3));
        assertThat(verdict()).as("three days before").isEqualTo(Verdict.WITHHOLD);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(house.clockSaid)
                        .anySatisfy(s -> assertThat(s).startsWith("went back by")));
    }

    @ParameterizedTest
    @EnumSource
    void an_upload_that_a_mute_cuts_is_told_with_the_mute_and_with_the_verdict_it_left_under(MuteOrder.Style style)
            throws Exception {
        Rule slowly = Rules.rule("slowly").rate(new Rate(16_000, 16_000)).build();
        house = LiveHouse.open(slowly);
        try (Socket speaker = house.kitchen(cloud.address());
                Talker talker = new Talker(speaker)) {
            await().atMost(SOON).until(() -> !house.seen.soundBegan.isEmpty());
            house.mute(style);
            awaitClosed(style == MuteOrder.Style.REFUSE ? CloseCause.REFUSED : CloseCause.WITHHELD);

            Upload cut = house.seen.uploads.get(0);
            assertThat(cut.forwardedBytes()).isPositive();
            assertThat(cut.decision().verdict()).isEqualTo(new Verdict.Limit(slowly.rate()));
            assertThat(cut.decision().reason()).isEqualTo(Reason.MUTE);
            assertThat(cut.decision().rule()).isNull();
        }
    }

    private Verdict verdict() {
        return house.policy.explain("kitchen", house.clock.now()).orElseThrow().verdict();
    }

    @Test
    void an_upload_that_is_too_long_is_cut_and_told_with_its_rule() throws Exception {
        Rule shorter = Rules.rule("no-monologues")
                .longestUpload(Duration.ofMillis(2_500))
                .build();
        house = LiveHouse.open(shorter);
        try (Socket speaker = house.kitchen(cloud.address());
                Talker talker = new Talker(speaker)) {
            awaitClosed(CloseCause.WITHHELD);
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);

            Upload cut = house.seen.uploads.get(0);
            assertThat(cut.decision().reason()).isEqualTo(Reason.LONGEST_UPLOAD);
            assertThat(cut.decision().rule()).isEqualTo(shorter.ref());
            assertThat(cut.burst().sound().audioSeconds()).isBetween(2.5, 2.6);
            assertThat((long) cloudSide().count()).isEqualTo(cut.forwardedBytes());
        }
        // then the next one may leave again
        assertThat(verdict()).isEqualTo(Verdict.ALLOW);
    }

    @Test
    void not_even_the_hello_leaves_to_a_refused_name() throws Exception {
        house = LiveHouse.open(NO_TELEMETRY);
        byte[] hello = Hello.to("metrics-eu.example.com");
        try (Socket speaker = house.kitchen(cloud.address())) {
            for (byte b : hello) {
                speaker.getOutputStream().write(b);
            }
            awaitClosed(CloseCause.REFUSED);
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThat(cloudSide().count()).isZero();
            assertThat(house.seen.held.get()).isZero();
            assertThat(house.seen.decided.get(1).reason()).isEqualTo(Reason.NAME);
        }
    }

    @Test
    void a_hello_to_another_name_passes_whole_at_once() throws Exception {
        house = LiveHouse.open(NO_TELEMETRY);
        byte[] hello = Records.join(Hello.to("voice.example.com"), Records.application(3000));
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(hello, 0, 100);
            speaker.getOutputStream().write(hello, 100, hello.length - 100);
            await().atMost(Duration.ofMillis(900)).until(() -> cloudSide().count() == hello.length);
            assertThat(cloudSide().received()).isEqualTo(hello);
            assertThat(house.seen.held.get()).isZero();
        }
    }

    @Test
    void what_never_tells_a_name_is_not_held_for_long() throws Exception {
        house = LiveHouse.open(NO_TELEMETRY);
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(new byte[300]);
            await().atMost(Duration.ofMillis(900)).until(() -> cloudSide().count() == 300);
        }
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(Hello.to("voice.example.com"), 0, 50);
            await().atMost(SOON).until(() -> cloud.connections().size() == 2);
            await().atMost(SOON).until(() -> cloud.connections().get(1).count() == 50);
        }
    }

    @Test
    void a_name_asked_of_a_front_door_counts_at_once() throws Exception {
        house = LiveHouse.open(Rules.rule("local")
                .refuseNames(List.of(new NamePattern("local*")))
                .build());
        try (Socket speaker = new Socket()) {
            speaker.bind(new java.net.InetSocketAddress("127.0.0.11", 0));
            speaker.connect(house.connect.address());
            speaker.getOutputStream()
                    .write(("CONNECT LOCALHOST:" + cloud.address().getPort() + " HTTP/1.1\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            awaitClosed(CloseCause.REFUSED);
            assertThat(cloud.connections()).isEmpty();
        }
    }

    @Test
    void a_flow_that_was_open_before_is_refused_by_the_name_it_was_opened_with() throws Exception {
        house = LiveHouse.open();
        try (Socket metrics = house.kitchen(cloud.address());
                Socket voice = house.kitchen(cloud.address())) {
            metrics.getOutputStream().write(Hello.to("metrics-eu.example.com"));
            await().atMost(SOON).until(() -> cloudSide().count() > 0);
            voice.getOutputStream().write(Hello.to("voice.example.com"));
            await().atMost(SOON).until(() -> cloud.connections().get(1).count() > 0);
            // when
            house.reload(NO_TELEMETRY);
            // then
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThat(cloud.connections().get(1).end()).isEqualTo(Sink.End.OPEN);
            awaitClosed(CloseCause.REFUSED);
        }
    }

    @Test
    void a_reload_does_not_interrupt_flows_whose_verdict_stays() throws Exception {
        house = LiveHouse.open(ALWAYS);
        try (Socket speaker = house.kitchen(cloud.address());
                Talker talker = new Talker(speaker)) {
            await().atMost(SOON).until(() -> !house.seen.soundBegan.isEmpty());
            for (int i = 0; i < 20; i++) {
                house.reload(
                        ALWAYS,
                        Rules.rule("other-" + i)
                                .longestUpload(Duration.ofMinutes(5))
                                .refuseNames(List.of(new NamePattern("metrics-*.example.com")))
                                .budget(new Budget(BudgetUnit.BYTES, 1_000_000_000 + i, BudgetWindow.DAY))
                                .build());
                int frames = talker.frames();
                await().atMost(SOON).until(() -> talker.frames() > frames);
            }
            talker.close();
            await().atMost(SOON).until(() -> cloudSide().count() == 5718 + talker.frames() * Talker.FRAME);
            assertThat(talker.broken()).isFalse();
            assertThat(house.seen.closed).isEmpty();
            await().atMost(SOON).until(() -> house.seen.uploads.size() == 1);
            assertThat(house.seen.decided).as("the first decision alone").hasSize(1);
        }
    }

    @Test
    void a_rule_in_shadow_mode_is_counted_and_does_nothing() throws Exception {
        Rule never = Rules.rule("try-stricter").refuse(true).shadow(true).build();
        house = LiveHouse.open(never);
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(new byte[9_000]);
            await().atMost(SOON).until(() -> cloudSide().count() == 9_000);
            assertThat(house.seen.shadowed).containsExactly(new ShadowFinding(never.ref(), Verdict.REFUSE));
        }
    }

    @Test
    void without_a_clock_rules_that_need_one_withhold_until_it_is_set() throws Exception {
        house = LiveHouse.open(ALWAYS);
        try (Socket speaker = house.kitchen(cloud.address())) {
            house.clock.set(false);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(house.seen.decided)
                            .anySatisfy(d -> assertThat(d.reason()).isEqualTo(Reason.CLOCK)));
            house.clock.set(true);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(house.seen
                                    .decided
                                    .get(house.seen.decided.size() - 1)
                                    .reason())
                            .isEqualTo(Reason.DEFAULT));
            assertThat(house.clockSaid).containsExactly("no longer believed", "set");
            assertThat(house.seen.closed).isEmpty();
        }
    }
}
