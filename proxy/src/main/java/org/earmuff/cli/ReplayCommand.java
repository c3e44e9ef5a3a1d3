package org.earmuff.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.replay.Change;
import org.earmuff.replay.Changed;
import org.earmuff.replay.Group;
import org.earmuff.replay.Replay;
import org.earmuff.replay.Sums;
import org.earmuff.rules.budget.BudgetUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What other rules would have done with the ledger's uploads. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "What other rules would have done with the uploads and attempts in the ledger, with the mutes that held then"
                    + " and budgets as far as they would have been used. Changes nothing; the appliance need not run.",
            "FILE is a whole configuration, or one with rules and expect alone: its rules then take the place of all of"
                    + " yours, for your speakers."
        })
final class ReplayCommand extends LedgerCommand {

    @Option(names = "--rules", paramLabel = "FILE", required = true, description = "The other rules.")
    private @Nullable Path rules;

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "From here on: 07:00 (the last), today, 2 h ago, 2026-11-23, RFC 3339. Default: all.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "Up to here.")
    private @Nullable String until;

    @Option(names = "--all", description = "Also list each upload that would have fared otherwise, and why.")
    private boolean all;

    @Option(
            names = "--json",
            description = "Print JSON: one line of sums; with --all before it one line for each change.")
    private boolean json;

    private final Table list = new Table(19, 12, 8, 8, 100);
    private boolean headed;

    ReplayCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Configuration household, LedgerRows ledger) throws ConfigException, LedgerUnavailableException {
        Path file = Objects.requireNonNull(rules);
        Configuration other = ConfigLoader.withRules(file, household, clock.now());
        HouseTime time = new HouseTime(other.rules().zone());
        Instant from = instant("--since", since, other.rules().zone());
        Instant to = instant("--until", until, other.rules().zone());
        requireOrder(from, to, time);
        requireThere(ledger);
        Replay replay = Replay.of(ledger, other, from, to, changed -> {
            if (all) {
                out().println(json ? changed.json().toString() : line(changed, time));
            }
        });
        if (json) {
            out().println(replay.json().put("rules", file.toString()));
        } else {
            print(replay, file, time);
            notes(replay, other, file);
        }
        return 0;
    }

    private String line(Changed changed, HouseTime time) {
        String head =
                headed ? "" : list.line("TIME", "SPEAKER", "WOULD BE", "SOUND", "BECAUSE") + System.lineSeparator();
        headed = true;
        Double seconds = changed.row().audioSeconds();
        return head
                + list.line(
                        time.full(changed.row().at().toString()),
                        String.valueOf(changed.row().speaker()),
                        changed.now().change().word(),
                        seconds == null ? "-" : Amounts.seconds(seconds),
                        changed.reason() + because(changed.reason(), changed.because()));
    }

    private static String because(String reason, String because) {
        return because.equals(reason) || because.isEmpty() ? "" : " · " + because;
    }

    private void print(Replay replay, Path file, HouseTime time) {
        Instant first = replay.first();
        Instant last = replay.last();
        if (first == null || last == null) {
            out().println(
                            since == null && until == null
                                    ? "The ledger has no upload and no attempt yet."
                                    : "The ledger has no upload and no attempt of that time.");
            return;
        }
        if (headed) {
            out().println();
        }
        out().println("From " + time.full(first.toString()) + " to " + time.full(last.toString())
                + ", and as it would have been by " + Table.clean(file.toString()) + ":");
        out().println();
        Table sums = new Table(16, 8, 8, 12, 12, 10, 10, 13, 13);
        sums.row("SPEAKER", "LEFT", "WOULD", "SOUND", "WOULD", "BYTES", "WOULD", "WITHHELD", "WOULD");
        Map<String, Sums> now = replay.now();
        replay.then().forEach((speaker, then) -> row(sums, speaker, then, Objects.requireNonNull(now.get(speaker))));
        row(sums, "all", Replay.total(replay.then()), Replay.total(now));
        sums.print(out());
        out().println();
        if (replay.groups().isEmpty()) {
            out().println("Nothing would have been otherwise.");
            return;
        }
        Table groups = new Table(16, 8, 7, 11, 10, 16, 16, 100);
        groups.row("SPEAKER", "WOULD BE", "UPLOADS", "SOUND", "BYTES", "FIRST", "LAST", "BECAUSE");
        replay.groups()
                .forEach(g -> groups.row(
                        g.speaker(),
                        g.change().word(),
                        String.valueOf(g.count()),
                        g.change() == Change.SLOWED
                                ? "-"
                                : amount(g, signed(Amounts.seconds(g.seconds()), g.seconds())),
                        g.change() == Change.SLOWED
                                ? "-"
                                : amount(g, signed(Amounts.bytes(g.bytes()), (double) g.bytes())),
                        minute(time.full(g.first().toString())),
                        minute(time.full(g.last().toString())),
                        g.because()));
        groups.print(out());
    }

    private static void row(Table table, String speaker, Sums then, Sums now) {
        table.row(
                speaker,
                String.valueOf(then.uploads()),
                String.valueOf(now.uploads()),
                Amounts.seconds(then.seconds()),
                Amounts.seconds(now.seconds()),
                Amounts.bytes(then.bytes()),
                Amounts.bytes(now.bytes()),
                String.valueOf(then.withheld()),
                String.valueOf(now.withheld()));
    }

    private static String amount(Group group, String known) {
        return group.change().stricter() ? known : known + " ?";
    }

    private static String signed(String text, double value) {
        return value > 0 ? "+" + text : text;
    }

    private static String minute(String full) {
        return full.substring(0, Math.min(16, full.length()));
    }

    private void notes(Replay replay, Configuration other, Path file) {
        boolean unknown = replay.groups().stream().anyMatch(g -> !g.change().stricter());
        if (unknown) {
            note("?: at least. What was withheld or cut was stopped before it ended, so nobody knows how long it would"
                    + " have been; what was seen of it is counted.");
        }
        boolean bytes = other.rules().rules().stream()
                .flatMap(r -> r.budgets().stream())
                .anyMatch(b -> b.unit() == BudgetUnit.BYTES);
        if (bytes && replay.first() != null) {
            note(
                    "Budgets of bytes count all that is sent; the ledger knows of uploads alone. Such a budget would have been"
                            + " spent earlier than is shown here.");
        }
        if (!replay.strangers().isEmpty()) {
            note("Not a speaker by " + file + ", so judged as unknown devices: " + String.join(", ", replay.strangers())
                    + ".");
        }
        if (replay.erased() > 0) {
            note("Left out, because it was erased whose they were: " + replay.erased() + ".");
        }
    }

    private void note(String text) {
        out().println();
        out().println(new Table(78).line(text));
    }
}
