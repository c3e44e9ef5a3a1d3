package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Reason;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimelineTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void a_day_is_told_by_quarters_of_an_hour_by_receivers_and_by_rules() throws Exception {
        try (Ledger ledger = new Ledger(folder, new HandClock("2026-11-22T13:00:00Z"), "boot")) {
            ledger.start();
            ledger.uploaded(Uploads.left("kitchen", "Kitchen", NOON, 4));
            ledger.uploaded(Uploads.left("kitchen", "Kitchen", NOON.plusSeconds(899), 3));
            ledger.uploaded(Uploads.left("kitchen", "Kitchen", NOON.plusSeconds(900), 2));
            ledger.uploaded(Uploads.withheld("nursery", "Kids room", NOON.plusSeconds(5), 2));
            ledger.uploaded(Uploads.withheld("nursery", "Kids room", NOON.plusSeconds(9), 2));
            ledger.uploaded(Uploads.withheld("nursery", "Kids room", NOON.plusSeconds(60), 2));
            await().until(() -> ledger.rowsWritten().get("upload") == 3);
            await().until(() -> ledger.rowsWritten().get("attempt") == 3);
            Timeline timeline = new Timeline(ledger.reader());

            assertThat(timeline.buckets(NOON, NOON.plusSeconds(3600)))
                    .containsExactlyInAnyOrder(
                            new Timeline.Bucket("kitchen", NOON, 7, 2, 0),
                            new Timeline.Bucket("kitchen", NOON.plusSeconds(900), 2, 1, 0),
                            new Timeline.Bucket("nursery", NOON, 0, 0, 2));
            assertThat(timeline.buckets(NOON.plusSeconds(900), NOON.plusSeconds(901)))
                    .hasSize(1);
            assertThat(timeline.receivers(List.of("kitchen"), NOON, 5))
                    .containsExactly(new Timeline.Receiver("avs-alexa-4-eu.amazon.com", 3, 9, 3 * 65154, 0));
            assertThat(timeline.rules(NOON))
                    .containsExactly(new Timeline.RuleUse("day-time (/etc/earmuff/earmuff.yaml:31)", 0, 0, 0, 2));
            assertThat(timeline.longest(List.of("kitchen"), NOON, 1))
                    .extracting(LedgerRow::audioSeconds)
                    .containsExactly(4.0);
            pages(timeline);
        }
    }

    @Test
    void what_a_rule_did_is_told_apart_cut_slowed_or_withheld() throws Exception {
        RuleRef rule = new RuleRef("brief", "earmuff.yaml", 9);
        Verdict slow = new Verdict.Limit(new Rate(16_000, 16_000));
        try (Ledger ledger = new Ledger(folder, new HandClock("2026-11-22T13:00:00Z"), "boot")) {
            ledger.start();
            tell(ledger, 1, 65154 / 2, new Decision(Verdict.ALLOW, Reason.LONGEST_UPLOAD, rule, Instant.MAX));
            tell(ledger, 2, 65154, new Decision(slow, Reason.BUDGET, rule, Instant.MAX));
            tell(ledger, 3, 65154, new Decision(slow, Reason.RATE, rule, Instant.MAX));
            tell(ledger, 4, 65154, new Decision(Verdict.ALLOW, Reason.MUTE, null, Instant.MAX));
            tell(ledger, 5, 65154, new Decision(Verdict.ALLOW, Reason.CLOCK, rule, Instant.MAX));
            tell(ledger, 6, 65154 / 2, new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX));
            // Whoever hung up while Earmuff slowed it was not cut by a rule.
            tell(ledger, 7, 65154 / 2, new Decision(slow, Reason.RATE, rule, Instant.MAX));
            tell(ledger, 8, 0, new Decision(Verdict.WITHHOLD, Reason.BUDGET, rule, Instant.MAX));
            await().until(() -> ledger.rowsWritten().get("upload") == 7);
            await().until(() -> ledger.rowsWritten().get("attempt") == 1);
            Timeline timeline = new Timeline(ledger.reader());

            assertThat(timeline.rules(NOON))
                    .containsExactly(new Timeline.RuleUse("brief (earmuff.yaml:9)", 2, 12, 2, 1));
            assertThat(timeline.rows(new Timeline.Filter(null, null, null, null, null, null, 9)).stream()
                            .filter(LedgerRow::cutShort)
                            .map(row -> row.at().getEpochSecond() - NOON.getEpochSecond()))
                    .containsExactly(6L, 4L, 2L, 1L);
        }
    }

    private static void tell(Ledger ledger, int second, long forwarded, Decision decision) {
        ledger.uploaded(Uploads.upload("kitchen", "Kitchen", NOON.plusSeconds(second), 8, forwarded, decision));
    }

    private static void pages(Timeline timeline) throws LedgerUnavailableException {
        Timeline.Filter first = new Timeline.Filter(null, null, null, "Kitchen", "allow", null, 2);
        List<LedgerRow> newest = timeline.rows(first);
        assertThat(newest).extracting(LedgerRow::audioSeconds).containsExactly(2.0, 3.0);
        Timeline.Place last =
                new Timeline.Place(newest.get(1).at(), newest.get(1).id());

        assertThat(timeline.rows(new Timeline.Filter(null, null, null, "Kitchen", "allow", last, 2)))
                .extracting(LedgerRow::audioSeconds)
                .containsExactly(4.0);
        assertThat(timeline.rows(new Timeline.Filter(null, NOON, null, null, null, null, 2)))
                .isEmpty();
    }
}
