package org.earmuff.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Ledgers made at once, with the writer's own parts and without its thread. */
final class Chained {

    private Chained() {}

    /** Begins the ledger of a folder anew. */
    static void anew(Path folder, int count, IntFunction<LedgerRow> rows) throws Exception {
        for (String part : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(folder.resolve(LedgerFile.NAME + part));
        }
        Chain chain = new Chain();
        try (Connection c = new LedgerFile(folder).openForWriting()) {
            Migration.run(c, chain);
            List<Chain.Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(new Chain.Entry(rows.apply(i), null, null));
                if (entries.size() == 1000 || i == count - 1) {
                    chain.append(c, entries);
                    entries.clear();
                }
            }
            c.commit();
        }
    }

    static LedgerRow row(Instant at, RowKind kind, String reason) {
        return LedgerRow.of(kind, at, (Double) null, reason, new LedgerRow.Stamp(null, "boot", 1));
    }

    static VerifyReport verify(Path folder, KnownHead... heads) throws Exception {
        try (Connection c = new LedgerFile(folder).openForReading()) {
            c.setAutoCommit(false);
            return new Verifier(c, List.of(heads), Set.of()).all();
        }
    }
}
