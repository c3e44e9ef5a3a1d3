package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.earmuff.ledger.OnTimes;
import org.earmuff.ledger.archive.Archive;
import org.earmuff.ledger.archive.Bounds;
import org.earmuff.ledger.archive.HomeRows;
import org.earmuff.ledger.archive.Household;
import org.earmuff.ledger.archive.Reconciliation;
import org.earmuff.ledger.archive.ReportHtml;
import org.earmuff.ledger.archive.ReportWords;

/** Archives as somebody might send them, of any kind: each is told by its bytes. */
public final class ArchiveFuzz {

    private static final Instant BEGIN = Instant.parse("2026-03-14T09:00:00Z");
    private static final HomeRows HOME = new HomeRows(
            List.of(new HomeRows.Sent(1, BEGIN.plusSeconds(1613).toEpochMilli(), "kitchen", 4)),
            List.of(),
            new OnTimes(List.of(new OnTimes.Span(BEGIN, BEGIN.plusSeconds(86_400))), List.of()),
            null,
            null,
            0);

    private ArchiveFuzz() {}

    /** It is read to some end, every activation is in one list, and the page has no tag that it was not given. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Archive archive = Archive.read("alexa", new ByteArrayInputStream(bytes), Bounds.within(() -> {}));
        Reconciliation r = Reconciliation.of(archive, HOME, new Household(ZoneId.of("Europe/Berlin"), Map.of(), null));
        int listed = ReportWords.lists(r).stream()
                .mapToInt(list -> list.items().size())
                .sum();
        assertThat(listed).isBetween(1, archive.size() + 1);
        StringBuilder page = new StringBuilder();
        try {
            ReportHtml.write(r, new ReportWords(ZoneId.of("Europe/Berlin")), "<script>", BEGIN, page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(page.toString()).doesNotContainPattern("<(script|img|a|iframe|svg|link|object)\\b");
    }
}
