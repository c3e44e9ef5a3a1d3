package org.earmuff.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.earmuff.flow.Flow;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Rule;
import org.earmuff.rules.Speakers;
import org.earmuff.rules.Usage;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.names.NamePattern;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Records;
import org.earmuff.testing.Rules;
import org.earmuff.testing.Sink;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is explained of a time to come is what open and new flows meet when it has come, over a random week. */
class ExplainAgreesTest {

    private static final Duration SOON = Duration.ofSeconds(6);
    private static final List<String> SPEAKERS = List.of("kitchen", "nursery");
    private static final List<String> ADDRESSES = List.of("127.0.0.11", "127.0.0.12");

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void over_a_random_week(long seed) throws IOException {
        Random random = new Random(seed);
        List<Socket> sockets = new ArrayList<>();
        try (Sink cloud = Sink.open();
                LiveHouse house = LiveHouse.open(someRules(random))) {
            Instant end = house.clock.now().plus(Duration.ofDays(7));
            List<Decision> met = new ArrayList<>();
            while (house.clock.now().isBefore(end)) {
                // given open flows on which something was sent, and what is said of a later time
                for (String address : ADDRESSES) {
                    open(house, cloud, address).ifPresent(sockets::add);
                }
                Duration step = Duration.ofMinutes(20 + random.nextInt(500)).plusSeconds(random.nextInt(60));
                Instant then = house.clock.now().plus(step);
                Usage usage = house.budgets.usage();
                List<Decision> said = said(house, then);
                if (!said.equals(said(house, then.plusSeconds(20)))) {
                    continue; // an edge is too near to say on which side a flow is asked about
                }
                // when that time has come
                house.clock.jump(step);
                // then
                await().atMost(SOON).untilAsserted(() -> {
                    for (Flow flow : house.seen.open) {
                        // What was held may have left since, and spent a budget.
                        List<Decision> now =
                                house.budgets.usage().equals(usage) ? said : said(house, house.clock.now());
                        Decision decision = now.get(SPEAKERS.indexOf(flow.speaker()));
                        assertThat(alike(house.seen.under.get(flow.id())))
                                .as("flow %s of %s, seed %s", flow.id(), flow.speaker(), seed)
                                .isEqualTo(alike(decision));
                    }
                });
                for (int i = 0; i < 2; i++) {
                    int before = house.seen.opened.size();
                    Decision now = said(house, house.clock.now()).get(i);
                    open(house, cloud, ADDRESSES.get(i)).ifPresent(sockets::add);
                    Flow born = house.seen.opened.get(before);
                    assertThat(alike(house.seen.first.get(born.id()))).isEqualTo(alike(now));
                    met.add(now);
                }
            }
            assertThat(met.stream().map(d -> d.verdict().word()).distinct())
                    .as("a week with little in it proves little")
                    .hasSizeGreaterThan(1);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static List<Decision> said(LiveHouse house, Instant at) {
        return SPEAKERS.stream()
                .map(s -> house.policy.explain(s, at).orElseThrow())
                .map(d -> new Decision(d.verdict(), d.reason(), d.rule(), Instant.MAX))
                .toList();
    }

    private static java.util.Optional<Socket> open(LiveHouse house, Sink cloud, String address) throws IOException {
        try {
            Socket socket = house.through(address, cloud.address());
            long before = house.seen.upForwarded.get() + house.seen.held.get();
            socket.getOutputStream().write(Records.application(600));
            await().atMost(SOON).until(() -> house.seen.upForwarded.get() + house.seen.held.get() > before);
            return java.util.Optional.of(socket);
        } catch (IOException refused) {
            return java.util.Optional.empty();
        }
    }

    private static List<Object> alike(Decision decision) {
        return List.of(decision.verdict(), decision.reason(), String.valueOf(decision.rule()));
    }

    private static Rule[] someRules(Random random) {
        String from = String.format("%02d:%02d", random.nextInt(12), random.nextInt(60));
        String to = String.format("%02d:%02d", 12 + random.nextInt(12), random.nextInt(60));
        return new Rule[] {
            Rules.rule("day")
                    .hours(WeeklyHours.parse("daily " + from + "-" + to))
                    .build(),
            Rules.rule("children")
                    .speakers(new Speakers(false, Set.of("nursery"), Set.of(), Set.of()))
                    .budget(new Budget(BudgetUnit.BYTES, 3_000 + random.nextInt(5_000), BudgetWindow.DAY))
                    .budget(new Budget(BudgetUnit.BYTES, 12_000, BudgetWindow.WEEK))
                    .build(),
            Rules.rule("slow")
                    .when(WeeklyHours.parse("weekends 00:00-24:00", "mon,wed 13:00-01:00"))
                    .rate(new Rate(8_000, 32_768))
                    .build(),
            Rules.rule("closed")
                    .when(WeeklyHours.parse("tue,thu,sat 1" + random.nextInt(10) + ":00-20:30"))
                    .refuse(true)
                    .build(),
            Rules.rule("names")
                    .refuseNames(List.of(new NamePattern("metrics-*")))
                    .build(),
            Rules.rule("try").refuse(true).shadow(true).build()
        };
    }
}
