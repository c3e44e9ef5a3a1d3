package org.earmuff.ledger.archive;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.earmuff.ledger.archive.Reconciliation.Clock;
import org.earmuff.ledger.archive.Reconciliation.Item;
import org.jspecify.annotations.Nullable;

/** The sentences that every form of a report says alike. */
public final class ReportWords {

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private final ZoneId zone;

    /** @param zone of the clock on the household's wall */
    public ReportWords(ZoneId zone) {
        this.zone = zone;
    }

    /** One of the four lists, with what it means. */
    public record Listed(String key, String title, String meaning, List<Item> items) {}

    /** The four lists, in the order in which they matter. */
    public static List<Listed> lists(Reconciliation r) {
        return List.of(
                new Listed("theirs_only", "Theirs only", "they hold it, and this home did not send it", r.theirsOnly()),
                new Listed(
                        "ours_only",
                        "Ours only",
                        "this home sent it, and their archive does not show it",
                        r.oursOnly()),
                new Listed("unclear", "Unclear", "it cannot be told, for the reason beside it", r.unclear()),
                new Listed("matched", "Matched", "this home sent it, and they hold it", r.matched()));
    }

    /** A time on the household's wall; empty where there is none. */
    public String time(@Nullable Instant at, int stepMillis) {
        return at == null ? "" : (stepMillis >= 60_000 ? MINUTE : SECOND).format(at.atZone(zone));
    }

    /** A number with its noun. */
    public static String count(long n, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : many);
    }

    /** What came of it, in one sentence. */
    public static String verdict(Reconciliation r) {
        if (!r.fits()) {
            return "Nothing fits: no offset of clocks makes the archive's times those of this home's uploads. Is it the archive"
                    + " of another account, or of a time that the ledger does not tell of?";
        }
        String told = r.theirsOnly().isEmpty()
                ? "Everything in the archive that can be told is this home's."
                : "They hold " + count(r.theirsOnly().size(), "recording", "recordings")
                        + " that this home did not send.";
        long untold = untold(r);
        return untold == 0
                ? told
                : told + " " + String.format(Locale.ROOT, "%,d", untold) + " of their recordings cannot be told.";
    }

    /** How many of theirs can be told neither way. */
    public static long untold(Reconciliation r) {
        return r.unclear().stream().filter(item -> item.archiveAt() != null).count();
    }

    /** How the times of a device were understood, as one sentence. */
    public static String clock(Clock c) {
        String who = (c.device() == null ? "Times without a device" : "Device " + c.device()) + " ("
                + c.vendor().replace("not said", "vendor not said") + ", "
                + count(c.activations(), "activation", "activations") + ")";
        if (c.speakers().isEmpty()) {
            return who + ": " + c.how() + ".";
        }
        String range =
                String.format(Locale.ROOT, "theirs minus ours is %+.0f to %+.0f s", c.fromSeconds(), c.toSeconds());
        return who + ": " + String.join(", ", c.speakers()) + " (" + c.how() + "); "
                + (c.learnt() ? "learnt from the times" : "taken as is usual, too few rows to learn") + ": offset "
                + offset(c.offsetSeconds()) + ", times " + (c.minute() ? "cut to the minute" : "to the second") + ", "
                + range + "; " + c.matched() + " matched.";
    }

    private static String offset(double seconds) {
        if (Math.abs(seconds) < 600) {
            return String.format(Locale.ROOT, "%+.0f s", seconds);
        }
        long minutes = Math.round(seconds / 60);
        return String.format(
                Locale.ROOT,
                "%s%d h %02d min",
                minutes < 0 ? "-" : "+",
                Math.abs(minutes) / 60,
                Math.abs(minutes) % 60);
    }
}
