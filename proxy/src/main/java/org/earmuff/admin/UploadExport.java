package org.earmuff.admin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.earmuff.ledger.LedgerRow;

/** Uploads as a file, read from the account a piece at a time: the whole of it is never in memory. */
final class UploadExport implements Pieces {

    static final int MOST = 10_000;
    /** About 45 KB as JSON. Every client that may be connected can hold one. */
    static final int PIECE = 100;

    private final UploadFile file;
    private final Reader reader;
    private UploadFilter filter;
    private int told;
    private boolean over;

    /** Reads the account, the newest first. */
    interface Reader {
        List<LedgerRow> rows(UploadFilter filter, int limit);
    }

    UploadExport(UploadFile file, UploadFilter filter, Reader reader) {
        this.file = file;
        this.filter = filter;
        this.reader = reader;
    }

    /** Whether the piece before was the last. */
    boolean isOver() {
        return over;
    }

    @Override
    public byte[] next() {
        if (over) {
            return new byte[0];
        }
        int wanted = Math.min(PIECE, MOST - told);
        List<LedgerRow> rows = reader.rows(filter, wanted);
        StringBuilder text = new StringBuilder(told == 0 ? file.begin() : "");
        for (LedgerRow row : rows) {
            text.append(file.row(row, told == 0));
            told++;
        }
        over = rows.size() < wanted || told == MOST;
        if (over) {
            text.append(file.end(told == MOST));
        } else {
            filter = filter.after(rows.get(rows.size() - 1));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
