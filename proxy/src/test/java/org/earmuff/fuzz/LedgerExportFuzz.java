package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.earmuff.ledger.archive.ExportedLedger;
import org.earmuff.ledger.archive.HomeRows;

/** Exported ledgers that somebody may have changed. */
public final class LedgerExportFuzz {

    private LedgerExportFuzz() {}

    /** It is read, or refused with a sentence; uploads are in order. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        try {
            HomeRows rows = ExportedLedger.read("export", new ByteArrayInputStream(bytes), null, null);
            assertThat(rows.uploads()).isSortedAccordingTo((a, b) -> Long.compare(a.millis(), b.millis()));
        } catch (IOException e) {
            assertThat(e.getMessage()).startsWith("export: ");
        }
    }
}
