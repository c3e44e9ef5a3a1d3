package org.earmuff.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.archive.Archive;
import org.earmuff.ledger.archive.Bounds;
import org.earmuff.ledger.archive.HomeRows;
import org.earmuff.ledger.archive.Household;
import org.earmuff.ledger.archive.ReadingEnded;
import org.earmuff.ledger.archive.Reconciliation;
import org.earmuff.ledger.archive.ReportHtml;
import org.earmuff.ledger.archive.ReportWords;
import org.earmuff.policy.SpeakerView;
import org.earmuff.words.Phrases;

/** Holds an archive that a vendor sent against what left this home. The archive is deleted as soon as it has been looked at. */
final class ReconcilePage {

    private static final int MOST_LINES = 10;
    private static final long MOST_SECONDS = 60;

    private final AdminParts parts;

    ReconcilePage(AdminParts parts) {
        this.parts = parts;
    }

    /** The form, and before it the report where the call brought an archive. */
    String draw(Call call, View v) {
        Received received = call.received();
        if (received == null) {
            call.only(Set.of());
            return page("");
        }
        return compared(received, v, ReconcilePage::report, said -> page(notice(said)));
    }

    /** The report as a page of its own that needs nothing else, to be kept. */
    Answer save(Call call, View v) {
        Received received = call.received();
        if (received == null) {
            throw new Problem(400, Phrases.say("reconcile.none"));
        }
        String name = "earmuff-reconcile-"
                + LocalDate.ofInstant(v.s().now(), v.settings().zone()) + ".html";
        return compared(
                received,
                v,
                (r, of, view) -> new Answer(
                        200,
                        Answer.HTML,
                        saved(r, of, view),
                        Map.of("Content-Disposition", "attachment; filename=\"" + name + "\"")),
                notice -> {
                    throw new Problem(400, notice);
                });
    }

    /** What is made of a comparison. */
    private interface Made<T> {
        T of(Reconciliation r, String name, View v) throws IOException;
    }

    private <T> T compared(Received received, View v, Made<T> made, Function<String, T> refused) {
        if (received.problem() != null) {
            throw received.problem();
        }
        Path file = received.file();
        UploadRoom.Stay stay = received.stay();
        if (file == null || stay == null) {
            throw new Problem(400, Phrases.say("reconcile.none"));
        }
        String name = received.name().isBlank() ? String.valueOf(file.getFileName()) : received.name();
        if (!stay.begin()) {
            throw gone();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Archive archive = Archive.read(name, in, Bounds.within(whileAwaited(stay)));
            return archive.size() == 0 ? refused.apply(nothing(archive)) : made.of(reconciled(archive, v), name, v);
        } catch (ReadingEnded e) {
            return refused.apply(ended(e));
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage()).replace(file.toString(), name);
            return refused.apply(Phrases.say("reconcile.unreadable", why));
        } finally {
            stay.end();
        }
    }

    /** Its time runs by the clock that never jumps. */
    private Runnable whileAwaited(UploadRoom.Stay stay) {
        HouseClock clock = parts.clock();
        long begun = clock.nanos();
        return () -> {
            if (stay.isLeft() || Thread.currentThread().isInterrupted()) {
                throw new ReadingEnded(ReadingEnded.Why.GONE, 0);
            }
            if (clock.nanos() - begun > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                throw new ReadingEnded(ReadingEnded.Why.LONG, MOST_SECONDS);
            }
        };
    }

    private static String ended(ReadingEnded e) {
        return switch (e.why()) {
            case MANY -> Phrases.say("reconcile.many", String.format(Locale.ROOT, "%,d", e.bound()));
            case SWELLS -> Phrases.say("reconcile.swells", e.bound());
            case LONG -> Phrases.say("reconcile.long", e.bound());
            case GONE -> throw gone();
        };
    }

    /** An answer that nobody waits for. */
    private static Problem gone() {
        return new Problem(503, "whoever sent the archive is gone");
    }

    private static String nothing(Archive archive) {
        String found = archive.account().notUnderstood().stream()
                .limit(MOST_LINES)
                .map(line -> line.text())
                .collect(Collectors.joining("; "));
        return Phrases.say("reconcile.empty", found);
    }

    private Reconciliation reconciled(Archive archive, View v) throws LedgerUnavailableException {
        HomeRows home = HomeRows.of(parts.ledger().reader(), parts.clock().now(), null, null);
        Map<String, String> profiles = v.s().speakers().stream()
                .collect(Collectors.toMap(SpeakerView::name, SpeakerView::profile, (a, b) -> a));
        return Reconciliation.of(archive, home, new Household(v.settings().zone(), profiles, null));
    }

    /** Bytes at once: as a text that is copied it would take six times the memory, of which a large one has fifteen megabytes. */
    private static byte[] saved(Reconciliation r, String name, View v) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String title = Phrases.say("reconcile.saved-title", name, v.settings().household());
        try (Writer page = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
            ReportHtml.write(r, new ReportWords(v.settings().zone()), title, v.s().now(), page);
        }
        return bytes.toByteArray();
    }

    private static String page(String above) {
        return Html.of("reconcile.html")
                .text("most", Phrases.say("reconcile.most", UploadRoom.MOST_BYTES >> 20))
                .piece("report", above)
                .fill();
    }

    private static String notice(String text) {
        return "<p class=\"notice\" role=\"alert\"><span>" + Html.escape(text) + "</span></p>";
    }

    private static String report(Reconciliation r, String name, View v) {
        return page(ReconcileReport.draw(r, name, new ReportWords(v.settings().zone())));
    }
}
