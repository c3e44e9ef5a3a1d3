package org.earmuff.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.UploadQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The ledger's uploads and attempts. */
@Command(
        name = "uploads",
        mixinStandardHelpOptions = true,
        description = {
            "Sound that left, and sound that was withheld, in the order in which it ended; without --since the newest 100.",
            "Asks the appliance, or reads its ledger where it does not run.",
            "Seconds are estimated from record sizes and times; the destination is its name where it was said in clear."
        })
final class UploadsCommand extends LedgerCommand {

    private static final int USUAL = 100;

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "From here on: 07:00 (the last), today, yesterday, 2 h ago, 2026-11-23, RFC 3339.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "Up to here.")
    private @Nullable String until;

    @Option(names = "--speaker", paramLabel = "N", description = "This speaker alone.")
    private @Nullable String speaker;

    @Option(names = "--follow", description = "Go on and print new ones as they come, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    private boolean headed;
    private long gaps;
    private final Table table = new Table(19, 12, 8, 7, 8, 14, 40);

    UploadsCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Configuration household, LedgerRows ledger) throws JsonException, LedgerUnavailableException {
        ZoneId zone = household.household().timezone();
        Instant from = instant("--since", since, zone);
        Instant to = instant("--until", until, zone);
        if (follow && until != null) {
            throw new CommandFailure(CommandFailure.USAGE, "--follow goes on without an end: leave out --until");
        }
        UploadPages pages = new UploadPages(config(), household, ledger);
        UploadPages.Filter filter = new UploadPages.Filter(since, until, from, to, speaker);
        HouseTime time = pages.time();
        // Asked first: what comes between this and the listing is in the listing.
        long newest = follow ? newest(pages) : 0;
        long after = since == null && until == null ? latest(pages, filter, time) : listed(pages, filter, time, 0);
        if (!headed && !json) {
            out().println(nothing());
        }
        if (gaps > 0 && !json) {
            out().println(missing());
        }
        if (follow) {
            goOn(pages, filter.whenever(), time, Math.max(after, newest));
        }
        return 0;
    }

    private static long newest(UploadPages pages) throws JsonException, LedgerUnavailableException {
        return pages.page(UploadPages.Filter.none(), 1, null).next();
    }

    private String nothing() {
        String what = since == null && until == null
                ? "Nothing has left and nothing was withheld yet"
                : "Nothing left and nothing was withheld in that time";
        return what + (speaker == null ? "" : ", of " + Table.clean(speaker)) + (follow ? "; waiting." : ".");
    }

    private String missing() {
        return "Rows are missing here: " + gaps + (gaps == 1 ? " gap" : " gaps")
                + " in this time, so that nothing in the list is no proof of silence."
                + " earmuff ledger export shows when and how many (kind gap).";
    }

    private long latest(UploadPages pages, UploadPages.Filter filter, HouseTime time)
            throws JsonException, LedgerUnavailableException {
        UploadPages.Page page = pages.page(filter, USUAL, null);
        gaps = page.gaps();
        print(page.rows(), time);
        return page.next();
    }

    private long listed(UploadPages pages, UploadPages.Filter filter, HouseTime time, long from)
            throws JsonException, LedgerUnavailableException {
        long after = from;
        while (true) {
            UploadPages.Page page = pages.page(filter, UploadQuery.MOST, after);
            gaps += page.gaps();
            print(page.rows(), time);
            after = page.next();
            // A reader that went away, as head does, wants no more.
            if (page.rows().size() < UploadQuery.MOST || out().checkError()) {
                return after;
            }
        }
    }

    /** Until it is interrupted, or nobody reads any more. */
    private void goOn(UploadPages pages, UploadPages.Filter filter, HouseTime time, long from) throws JsonException {
        long after = from;
        try {
            while (!out().checkError()) {
                TimeUnit.SECONDS.sleep(1);
                after = more(pages, filter, time, after);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long more(UploadPages pages, UploadPages.Filter filter, HouseTime time, long after) throws JsonException {
        try {
            long next = listed(pages, filter, time, after);
            // A ledger that was begun anew counts from 1 again.
            return next == after && newest(pages) < after ? 0 : next;
        } catch (LedgerUnavailableException e) {
            // Being moved, restored or begun; the next second tells.
            return after;
        } catch (CommandFailure e) {
            if (e.code() == CommandFailure.USAGE) {
                throw e;
            }
            return after;
        }
    }

    private void print(List<JsonObject> rows, HouseTime time) throws JsonException {
        if (!json && !headed && !rows.isEmpty()) {
            headed = true;
            out().println(table.line("TIME", "SPEAKER", "", "SOUND", "BYTES", "REASON", "DESTINATION"));
        }
        for (JsonObject row : rows) {
            out().println(json ? row.toString() : line(row, time));
        }
    }

    private String line(JsonObject row, HouseTime time) throws JsonException {
        boolean left = "upload".equals(row.text("kind"));
        boolean cut = LedgerRow.cutShort(
                row.text("verdict"),
                row.text("reason"),
                row.text("rule"),
                row.number("forwarded_bytes") >= row.number("bytes"));
        return table.line(
                time.full(row.text("at")),
                row.text("speaker") == null ? "(erased)" : row.requireText("speaker"),
                !left ? "withheld" : cut ? "cut" : "left",
                row.get("audio_seconds") == null ? "-" : Amounts.seconds(row.number("audio_seconds")),
                Amounts.bytes(row.number("bytes")),
                row.text("reason") == null ? "-" : row.requireText("reason"),
                destination(row));
    }

    private static String destination(JsonObject row) throws JsonException {
        String name = row.text("name");
        String address = row.text("destination");
        return name != null ? name : address != null ? address : "-";
    }
}
