package org.earmuff.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.earmuff.rules.ShadowFinding;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Rules;
import org.earmuff.testing.Sink;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;

/** The series about rules, as a scrape gives them. */
class RuleSeriesTest {

    private final Metrics metrics = new Metrics();

    @Test
    void budgets_have_their_limit_and_their_use() throws Exception {
        try (Sink cloud = Sink.open();
                LiveHouse house = LiveHouse.open(Rules.rule("children")
                        .budget(new Budget(BudgetUnit.SECONDS, 90_500, BudgetWindow.DAY))
                        .budget(new Budget(BudgetUnit.BYTES, 20_000_000, BudgetWindow.HOUR))
                        .build());
                Socket speaker = house.kitchen(cloud.address())) {
            metrics.house(house.policy, house.clock, () -> ZoneId.of("Europe/Berlin"));
            speaker.getOutputStream().write(new byte[1_500]);
            await().atMost(Duration.ofSeconds(5)).until(() -> house.seen.upForwarded.get() == 1_500);
            assertThat(scrape())
                    .contains(
                            "earmuff_budget_limit{speaker=\"kitchen\",rule=\"children\",unit=\"seconds_per_day\",} 90.5",
                            "earmuff_budget_limit{speaker=\"nursery\",rule=\"children\",unit=\"bytes_per_hour\",} 2.0E7",
                            "earmuff_budget_used{speaker=\"kitchen\",rule=\"children\",unit=\"bytes_per_hour\",} 1500.0",
                            "earmuff_budget_used{speaker=\"kitchen\",rule=\"children\",unit=\"seconds_per_day\",} 0.0");
        }
    }

    @Test
    void shadows_are_counted_by_rule_and_verdict() {
        metrics.shadowRules(Set.of("try"));
        assertThat(scrape()).contains("earmuff_shadow_decisions_total{rule=\"try\",verdict=\"refuse\",} 0.0");

        wouldRefuse("try");
        wouldRefuse("try");

        assertThat(scrape()).contains("earmuff_shadow_decisions_total{rule=\"try\",verdict=\"refuse\",} 2.0");
    }

    @Test
    void a_rule_that_is_no_longer_a_shadow_has_no_series() {
        metrics.shadowRules(Set.of("try"));
        wouldRefuse("try");

        metrics.shadowRules(Set.of("another"));
        wouldRefuse("try");

        assertThat(scrape())
                .contains("earmuff_shadow_decisions_total{rule=\"another\",verdict=\"allow\",} 0.0")
                .noneMatch(line -> line.contains("rule=\"try\""));
    }

    private void wouldRefuse(String rule) {
        ShadowFinding finding =
                new ShadowFinding(Rules.rule(rule).refuse(true).build().ref(), Verdict.REFUSE);
        metrics.shadowed(Uploads.flow("kitchen", "Kitchen"), List.of(finding));
    }

    private List<String> scrape() {
        return new String(metrics.scrape(), StandardCharsets.UTF_8).lines().toList();
    }
}
