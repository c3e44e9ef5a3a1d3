package org.earmuff.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.week.Week;
import org.earmuff.week.WeekHtml;
import org.earmuff.week.WeekReader;
import org.earmuff.week.WeekReport;
import org.earmuff.week.WeekStory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A week of the account, in words. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "A week of the ledger, room by room, beside the week before: sound that left, at night, what was withheld, the"
                    + " longest; mutes; and whether Earmuff was on to tell. The appliance need not run.",
            "Weeks begin on Monday by the clock on the household's wall. A night is from 22:00 to 06:00."
        })
final class ReportCommand extends LedgerCommand {

    private static final int WIDTH = 78;

    @Option(
            names = "--week",
            paramLabel = "WEEK",
            arity = "0..1",
            defaultValue = "last",
            fallbackValue = "last",
            description = "Which: last (the last that is over; the default), current, 2026-W47, or a day in it.")
    private String week = "last";

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page for the printer, instead of text.")
    private @Nullable Path html;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ReportCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Configuration household, LedgerRows ledger) throws LedgerUnavailableException {
        Week which = which(household);
        requireThere(ledger);
        WeekReport report = new WeekReader(ledger, which, clock.now())
                .read(household.household().name(), household.state());
        if (json) {
            out().println(report.json());
        }
        if (html != null) {
            write(html, WeekHtml.of(new WeekStory(report)));
        }
        if (!json && html == null) {
            print(new WeekStory(report), out());
        }
        return 0;
    }

    private Week which(Configuration household) {
        try {
            return Week.parse(week, clock.now(), household.household().timezone());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, "--week: " + e.getMessage());
        }
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    file + " cannot be written: its folder is not there; make it, or name another");
        } catch (AccessDeniedException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, file + " may not be written by this user; name another place");
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, file + " cannot be written: " + e.getMessage());
        }
        (json ? err() : out()).println("wrote " + Table.clean(file.toString()));
    }

    private static void print(WeekStory story, PrintWriter out) {
        out.println(Table.clean(story.title()));
        out.println(Table.clean(story.subtitle()));
        out.println();
        story.summary().forEach(line -> wrapped(out, "", line));
        List<WeekStory.Row> rows = story.rows();
        if (!rows.isEmpty()) {
            out.println();
            Table table = new Table(20, 12, 7, 8, 8, 60);
            table.row(WeekStory.HEAD.toArray(String[]::new));
            for (WeekStory.Row row : rows) {
                table.row(row.cells().toArray(String[]::new));
                table.row(row.before().toArray(String[]::new));
            }
            table.print(out);
        }
        for (WeekStory.Part part : story.parts()) {
            out.println();
            out.println(part.heading() + (part.heading().endsWith("?") ? "" : ":"));
            part.lines().forEach(line -> wrapped(out, "  ", line));
        }
        out.println();
        wrapped(out, "", story.legend());
    }

    private static void wrapped(PrintWriter out, String indent, String line) {
        out.println(indent + new Table(WIDTH - indent.length()).line(line).replace("\n", "\n" + indent));
    }
}
