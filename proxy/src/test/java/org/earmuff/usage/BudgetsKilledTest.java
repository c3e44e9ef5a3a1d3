package org.earmuff.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.earmuff.rules.Facts;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Rules;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child process is killed while its speaker talks: at most two seconds of what was used are forgotten. */
class BudgetsKilledTest {

    private static final RuleBook BOOK = new RuleBook(
            List.of(Rules.rule("children")
                    .budget(new Budget(BudgetUnit.SECONDS, 1_000_000, BudgetWindow.DAY))
                    .build()),
            ZoneId.of("Europe/Berlin"),
            Verdict.WITHHOLD,
            Verdict.WITHHOLD);

    @TempDir
    Path folder;

    private static BudgetKeeper keeper(Path folder) {
        BudgetKeeper keeper = new BudgetKeeper(folder, new HandClock("2026-11-23T12:00:00Z"), () -> {});
        keeper.follow(BOOK, List.of(new Facts("nursery", "Nursery", Set.of(), true, true)));
        return keeper;
    }

    /** Talks for ever, and says how many milliseconds that were. */
    public static void main(String[] args) {
        BudgetKeeper keeper = keeper(Path.of(args[0]));
        long start = System.nanoTime();
        long told = 0;
        while (true) {
            long now = Duration.ofNanos(System.nanoTime() - start).toMillis();
            keeper.spoken(Uploads.flow("nursery", "Nursery"), now - told);
            told = now;
            System.out.println(told);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void a_kill_forgets_two_seconds_at_most() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BudgetsKilledTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long said = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            while (said < 4_700) {
                said = Long.parseLong(out.readLine());
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        try (BudgetKeeper keeper = keeper(folder)) {
            assertThat(keeper.budgets().get(0).used()).isBetween(said - 2_000, said + 500);
        }
    }
}
