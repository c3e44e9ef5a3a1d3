package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.earmuff.admin.PageSources.ShadowUse;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.RowKind;
import org.earmuff.ledger.Timeline.Bucket;
import org.earmuff.ledger.Timeline.RuleUse;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Reason;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.hours.WeeklyHours;
import org.junit.jupiter.api.Test;

/** The smaller pieces that pages are made of. */
class PagePartsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void hours_are_told_by_days_of_equal_times() {
        WeeklyHours hours = WeeklyHours.parse("mon-fri 07:00-22:30", "sat,sun 09:00-00:30");

        assertThat(RuleWords.hours(hours)).isEqualTo("Mon–Fri 07:00–22:30, Sat–Sun 09:00–00:30");
        assertThat(RuleWords.hours(WeeklyHours.parse("daily 00:00-24:00"))).startsWith("every day 00:00–");
        assertThat(RuleWords.hours(WeeklyHours.parse("mon,wed,thu 07:00-08:00")))
                .isEqualTo("Mon, Wed–Thu 07:00–08:00");
    }

    @Test
    void a_rule_is_shown_without_what_stands_around_it() {
        String file = """
                rules:
                  - name: one
                    hours: ["daily 07:00-22:00"]
                    # why
                    speakers: [kitchen]

                  - name: two
                    refuse: true
                mute:
                  mqtt: {password: secret}
                """;

        assertThat(RulesPage.excerpt(file, 2))
                .isEqualTo("- name: one\n  hours: [\"daily 07:00-22:00\"]\n  # why\n  speakers: [kitchen]");
        assertThat(RulesPage.excerpt(file, 7)).isEqualTo("- name: two\n  refuse: true");
        assertThat(RulesPage.excerpt(file, 99)).isEmpty();
    }

    @Test
    void a_rule_s_week_names_only_what_there_was_of_it() {
        assertThat(RulesPage.effect(null)).isEqualTo("In 7 days it neither withheld, cut nor slowed anything.");
        assertThat(RulesPage.effect(new RuleUse("a", 0, 0, 0, 0))).isEqualTo(RulesPage.effect(null));
        assertThat(RulesPage.effect(new RuleUse("a", 2, 30, 0, 0)))
                .isEqualTo("In 7 days: 2 uploads cut short (30 s had left).");
        assertThat(RulesPage.effect(new RuleUse("a", 0, 0, 1, 3)))
                .isEqualTo("In 7 days: 1 upload slowed, 3 uploads withheld.");
        assertThat(RulesPage.shadow(new ShadowUse("b", 1, 2, 0, 12.4)))
                .isEqualTo("It decides nothing. Of what left in 7 days it would have withheld 1 upload,"
                        + " cut 2 uploads short: 12 s of sound less.");
        assertThat(RulesPage.shadow(null)).contains("would have let everything leave");
    }

    @Test
    void a_row_that_was_cut_says_so_and_why() {
        Instant at = Instant.parse("2026-11-22T12:00:00Z");
        RuleRef rule = new RuleRef("brief", "/etc/earmuff.yaml", 9);

        assertThat(outcome(at, new Decision(Verdict.ALLOW, Reason.MUTE, null, at)))
                .isEqualTo("cut");
        assertThat(outcome(at, new Decision(slow(), Reason.LONGEST_UPLOAD, rule, at)))
                .isEqualTo("cut");
        assertThat(outcome(at, new Decision(slow(), Reason.RATE, rule, at))).isEqualTo("slowed");
        assertThat(outcome(at, new Decision(Verdict.ALLOW, Reason.DEFAULT, null, at)))
                .isEqualTo("left");
    }

    private static Verdict slow() {
        return new Verdict.Limit(new Rate(16_000, 16_000));
    }

    private static String outcome(Instant at, Decision decision) {
        return RowList.outcome(new LedgerRow(
                1,
                at,
                RowKind.UPLOAD,
                "kitchen",
                "Kitchen",
                1L,
                null,
                null,
                "tcp",
                "cbr-64k",
                65154L,
                65154L,
                4.0,
                4.0,
                decision.verdict().word(),
                decision.reason().word(),
                decision.rule() == null ? null : "brief (earmuff.yaml:9)",
                null,
                "boot",
                1));
    }

    @Test
    void what_a_spreadsheet_would_run_is_text_in_the_file() {
        assertThat(UploadFile.cell("=1+1")).isEqualTo("'=1+1");
        assertThat(UploadFile.cell("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
        assertThat(UploadFile.cell(-1.5)).isEqualTo("-1.5");
        assertThat(UploadFile.cell(null)).isEmpty();
    }

    @Test
    void an_hour_that_is_repeated_is_one_cell_with_both() {
        List<Bucket> both = List.of(
                new Bucket("k", Instant.parse("2026-10-25T00:15:00Z"), 4, 1, 0),
                new Bucket("k", Instant.parse("2026-10-25T01:15:00Z"), 3, 1, 0));

        assertThat(HeatMap.draw(both, LocalDate.of(2026, 10, 25), BERLIN)).contains("02:00: 7.0 s left, 0 withheld");
    }

    @Test
    void the_day_ends_with_the_wall_clock_s_hour_in_zones_of_half_hours_too() {
        ZoneId india = ZoneId.of("Asia/Kolkata");
        Instant now = Instant.parse("2026-11-22T12:10:00Z");

        assertThat(DayLine.end(now, india)).isEqualTo(Instant.parse("2026-11-22T12:30:00Z"));
        assertThat(DayLine.start(now, BERLIN)).isEqualTo(Instant.parse("2026-11-21T13:00:00Z"));
    }
}
