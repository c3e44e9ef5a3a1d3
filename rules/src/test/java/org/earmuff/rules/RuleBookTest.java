package org.earmuff.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.junit.jupiter.api.Test;

class RuleBookTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Facts KITCHEN = new Facts("kitchen", "Kitchen", Set.of("downstairs"), true, true);
    private static final Facts STRANGER = new Facts("unknown", "", Set.of(), false, true);
    private static final Instant NOON = at("2026-11-23T12:00");
    private static final Rate SLOW = new Rate(8_000, 32_768);

    @Test
    void without_rules_everything_is_allowed_for_ever() {
        Decision decision = book().decide(KITCHEN, Usage.NONE, MuteState.NONE, NOON);

        assertThat(decision).isEqualTo(new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX));
    }

    @Test
    void outside_its_hours_a_speaker_is_withheld_until_they_open() {
        Rule dayTime = hours("day-time", 21, "mon-fri 07:00-22:30");
        RuleBook book = book(dayTime);

        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.ALLOW, Reason.DEFAULT, null, at("2026-11-23T22:30")));
        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-27T22:30")))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.HOURS, dayTime.ref(), at("2026-11-30T07:00")));
    }

    @Test
    void a_speaker_under_two_hours_rules_must_be_inside_both() {
        Rule early = hours("early", 1, "daily 06:00-14:00");
        Rule late = hours("late", 2, "daily 10:00-22:00");
        RuleBook book = book(early, late);

        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-23T08:00")))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.HOURS, late.ref(), at("2026-11-23T10:00")));
        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, NOON).validUntil())
                .isEqualTo(at("2026-11-23T14:00"));
        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-23T15:00"))
                        .rule())
                .isEqualTo(early.ref());
    }

    @Test
    void the_lowest_rate_wins_inside_its_window() {
        Rule always = new Rule(ref("always", 1), Speakers.ALL, null, null, new Rate(20_000, 1_000));
        Rule night = new Rule(ref("night", 2), Speakers.ALL, WeeklyHours.parse("daily 22:00-06:00"), null, SLOW);
        RuleBook book = book(always, night);

        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(
                        new Verdict.Limit(new Rate(20_000, 1_000)), Reason.RATE, always.ref(), at("2026-11-23T22:00")));
        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-23T23:00")))
                .isEqualTo(new Decision(new Verdict.Limit(SLOW), Reason.RATE, night.ref(), at("2026-11-24T06:00")));
    }

    @Test
    void hours_count_only_while_the_rule_applies() {
        Rule weekend = new Rule(
                ref("weekend", 1),
                Speakers.ALL,
                WeeklyHours.parse("weekends 00:00-24:00"),
                WeeklyHours.parse("daily 09:00-18:00"),
                null);
        RuleBook book = book(weekend);

        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-27T23:00")))
                .as("friday night")
                .isEqualTo(new Decision(Verdict.ALLOW, Reason.DEFAULT, null, at("2026-11-28T00:00")));
        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-29T20:00")))
                .as("sunday night")
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.HOURS, weekend.ref(), at("2026-11-30T00:00")));
    }

    @Test
    void rules_are_about_those_they_name() {
        assertThat(who(new Speakers(false, Set.of("kitchen"), Set.of(), Set.of())))
                .isTrue();
        assertThat(who(new Speakers(false, Set.of(), Set.of("downstairs"), Set.of())))
                .isTrue();
        assertThat(who(new Speakers(false, Set.of(), Set.of(), Set.of("Kitchen"))))
                .isTrue();
        assertThat(who(Speakers.ALL)).isTrue();
        assertThat(who(new Speakers(false, Set.of("nursery"), Set.of("upstairs"), Set.of("Bedroom"))))
                .isFalse();
    }

    @Test
    void an_unknown_device_has_no_name_group_or_room_but_is_one_of_all() {
        Facts impostor = new Facts("kitchen", "Kitchen", Set.of("downstairs"), false, true);

        assertThat(new Speakers(false, Set.of("kitchen"), Set.of("downstairs"), Set.of("Kitchen")).cover(impostor))
                .isFalse();
        assertThat(Speakers.ALL.cover(impostor)).isTrue();
    }

    @Test
    void an_unknown_device_gets_the_verdict_for_unknown_devices() {
        Rule night = hours("night", 1, "daily 08:00-20:00");

        assertThat(book(Verdict.REFUSE, Verdict.WITHHOLD, night).decide(STRANGER, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.REFUSE, Reason.UNKNOWN_DEVICE, null, Instant.MAX));
        assertThat(book(Verdict.WITHHOLD, Verdict.WITHHOLD, night)
                        .decide(STRANGER, Usage.NONE, MuteState.NONE, at("2026-11-23T23:00")))
                .as("told before the hours, which change nothing")
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.UNKNOWN_DEVICE, null, Instant.MAX));
        assertThat(book(Verdict.ALLOW, Verdict.WITHHOLD, night).decide(STRANGER, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.ALLOW, Reason.UNKNOWN_DEVICE, null, at("2026-11-23T20:00")));
    }

    @Test
    void without_a_clock_rules_that_need_one_give_the_verdict_for_that() {
        Facts unset = new Facts("kitchen", "Kitchen", Set.of(), true, false);
        Rule dayTime = hours("day-time", 1, "daily 00:00-24:00");
        Rule rate = new Rule(ref("rate", 2), Speakers.ALL, null, null, SLOW);
        Rule night = new Rule(ref("night", 3), Speakers.ALL, WeeklyHours.parse("daily 22:00-06:00"), null, SLOW);

        assertThat(book(dayTime, rate).decide(unset, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.CLOCK, dayTime.ref(), Instant.MAX));
        assertThat(book(rate, night)
                        .decide(unset, Usage.NONE, MuteState.NONE, NOON)
                        .rule())
                .isEqualTo(night.ref());
        assertThat(book(rate).decide(unset, Usage.NONE, MuteState.NONE, NOON).reason())
                .isEqualTo(Reason.RATE);
        assertThat(book(Verdict.WITHHOLD, Verdict.ALLOW, dayTime).decide(unset, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.ALLOW, Reason.CLOCK, dayTime.ref(), Instant.MAX));
        assertThat(book(Verdict.WITHHOLD, Verdict.REFUSE, dayTime)
                        .decide(unset, Usage.NONE, MuteState.NONE, NOON)
                        .verdict())
                .isEqualTo(Verdict.REFUSE);
    }

    @Test
    void a_mute_wins_over_what_is_as_strict_and_ends_by_itself() {
        RuleBook book = book(hours("day-time", 1, "daily 07:00-22:30"));
        MuteState mutes = mute(Scope.ALL, MuteOrder.Style.WITHHOLD, at("2026-11-23T23:00"));

        assertThat(book.decide(KITCHEN, Usage.NONE, mutes, NOON))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.MUTE, null, at("2026-11-23T23:00")));
        assertThat(book.decide(KITCHEN, Usage.NONE, mutes, at("2026-11-23T23:00"))
                        .reason())
                .isEqualTo(Reason.HOURS);
    }

    @Test
    void hours_do_not_make_a_mute_without_an_end_seem_to_end() {
        RuleBook book = book(hours("day-time", 1, "daily 07:00-22:30"));

        assertThat(book.decide(KITCHEN, Usage.NONE, mute(Scope.ALL, MuteOrder.Style.WITHHOLD, null), NOON))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.MUTE, null, Instant.MAX));
    }

    @Test
    void a_second_mute_of_the_same_style_carries_on_where_the_first_ends() {
        MuteState mutes = mute(Scope.ALL, MuteOrder.Style.WITHHOLD, at("2026-11-23T13:00"))
                .with(order(new Scope.Room("Kitchen"), MuteOrder.Style.WITHHOLD, at("2026-11-23T14:00")));

        assertThat(book().decide(KITCHEN, Usage.NONE, mutes, NOON).validUntil()).isEqualTo(at("2026-11-23T14:00"));
    }

    @Test
    void a_refusing_mute_wins_while_it_lasts() {
        MuteState mutes = mute(Scope.ALL, MuteOrder.Style.WITHHOLD, null)
                .with(order(new Scope.Speaker("kitchen"), MuteOrder.Style.REFUSE, at("2026-11-23T14:00")));

        assertThat(book().decide(KITCHEN, Usage.NONE, mutes, NOON))
                .isEqualTo(new Decision(Verdict.REFUSE, Reason.MUTE, null, at("2026-11-23T14:00")));
        assertThat(book().decide(KITCHEN, Usage.NONE, mutes, at("2026-11-23T14:00")))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.MUTE, null, Instant.MAX));
    }

    @Test
    void a_mute_elsewhere_is_nothing_to_this_speaker() {
        assertThat(book().decide(
                                KITCHEN,
                                Usage.NONE,
                                mute(new Scope.Room("Bedroom"), MuteOrder.Style.REFUSE, null),
                                NOON)
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void the_order_of_rules_means_nothing() {
        List<Rule> rules = new ArrayList<>(Arrays.asList(
                hours("a", 1, "daily 09:00-17:00"),
                hours("b", 2, "daily 09:00-17:00"),
                new Rule(ref("c", 3), Speakers.ALL, null, null, SLOW),
                new Rule(ref("d", 4), Speakers.ALL, null, null, SLOW)));
        Instant evening = at("2026-11-23T20:00");
        Decision open = book(rules.toArray(Rule[]::new)).decide(KITCHEN, Usage.NONE, MuteState.NONE, NOON);
        Decision closed = book(rules.toArray(Rule[]::new)).decide(KITCHEN, Usage.NONE, MuteState.NONE, evening);

        Collections.reverse(rules);

        assertThat(book(rules.toArray(Rule[]::new)).decide(KITCHEN, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(open);
        assertThat(book(rules.toArray(Rule[]::new)).decide(KITCHEN, Usage.NONE, MuteState.NONE, evening))
                .isEqualTo(closed);
        assertThat(closed.rule()).as("the first in the file is named").isEqualTo(ref("a", 1));
    }

    @Test
    void a_clock_that_goes_back_gets_the_decision_of_that_time() {
        RuleBook book = book(hours("day-time", 1, "daily 07:00-22:30"));

        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-23T23:00"))
                        .verdict())
                .isEqualTo(Verdict.WITHHOLD);
        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-23T22:00"))
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(book.decide(KITCHEN, Usage.NONE, MuteState.NONE, at("2026-11-23T23:00"))
                        .verdict())
                .isEqualTo(Verdict.WITHHOLD);
    }

    private static boolean who(Speakers speakers) {
        return speakers.cover(KITCHEN);
    }

    private static RuleBook book(Rule... rules) {
        return book(Verdict.WITHHOLD, Verdict.WITHHOLD, rules);
    }

    private static RuleBook book(Verdict unknown, Verdict unset, Rule... rules) {
        return new RuleBook(List.of(rules), BERLIN, unknown, unset);
    }

    private static Rule hours(String name, int line, String... hours) {
        return new Rule(ref(name, line), Speakers.ALL, null, WeeklyHours.parse(hours), null);
    }

    private static RuleRef ref(String name, int line) {
        return new RuleRef(name, "/etc/earmuff/earmuff.yaml", line);
    }

    private static MuteState mute(Scope scope, MuteOrder.Style style, Instant until) {
        return MuteState.of(List.of(order(scope, style, until)));
    }

    private static MuteOrder order(Scope scope, MuteOrder.Style style, Instant until) {
        return new MuteOrder(scope, style, until, "command", "", Instant.EPOCH);
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }
}
