package org.earmuff.ledger.archive;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a CSV file (RFC 4180), tolerant: commas, semicolons, tabs or bars; quotes where they are not expected count as text; a quote
 * that is never closed spoils one row and not the file. Memory is bounded whatever the file holds, which is why no library does it:
 * those keep a field until its quote is closed.
 */
final class CsvRows {

    private static final int MOST_FIELD = 512;
    private static final int MOST_FIELDS = 200;
    private static final int MOST_QUOTED = 1 << 16;

    private final Reader in;
    private final char delimiter;
    private final StringBuilder again = new StringBuilder();
    private int next;
    private long unclosed;

    /** @param first the beginning of the file, from which the delimiter is taken; it is not read from {@code in} again */
    CsvRows(Reader in, String first) {
        this.in = in;
        this.delimiter = delimiter(first);
        again.append(first);
    }

    /** How many quotes were never closed. */
    long unclosed() {
        return unclosed;
    }

    /** The next row that is not blank; empty at the end. */
    List<String> next() throws IOException {
        List<String> row;
        do {
            int c = read();
            if (c < 0) {
                return List.of();
            }
            row = row(c, true);
        } while (row.size() == 1 && row.get(0).isBlank());
        return row;
    }

    private List<String> row(int first, boolean quotes) throws IOException {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        StringBuilder raw = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int c = first; ; c = read()) {
            if (quoted && (c < 0 || raw.length() >= MOST_QUOTED)) {
                return withoutQuotes(raw, c);
            }
            if (raw.length() < MOST_QUOTED) {
                raw.append((char) c);
            }
            if (quoted) {
                if (c != '"') {
                    put(field, c);
                    continue;
                }
                int after = read();
                if (after == '"') {
                    raw.append('"');
                    put(field, '"');
                } else {
                    quoted = after >= 0 && after != delimiter && after != '\n' && after != '\r';
                    if (quoted) {
                        put(field, '"');
                    }
                    unread(after);
                }
            } else if (c == '"' && quotes && !begun) {
                quoted = true;
                begun = true;
            } else if (c < 0 || c == '\n' || c == '\r') {
                add(fields, field);
                return fields;
            } else if (c == delimiter) {
                add(fields, field);
                begun = false;
            } else {
                begun |= c != ' ';
                put(field, c);
            }
        }
    }

    /** Reads the same text again, its quotes taken for text: what follows its first line may be whole. */
    private List<String> withoutQuotes(StringBuilder raw, int after) throws IOException {
        unclosed++;
        unread(after);
        again.insert(next, raw);
        return row(read(), false);
    }

    private int read() throws IOException {
        if (next < again.length()) {
            int c = again.charAt(next++);
            if (next == again.length()) {
                again.setLength(0);
                next = 0;
            }
            return c;
        }
        return in.read();
    }

    private void unread(int c) {
        if (c >= 0) {
            again.insert(next, (char) c);
        }
    }

    private static void put(StringBuilder field, int c) {
        if (field.length() < MOST_FIELD) {
            field.append((char) c);
        }
    }

    private static void add(List<String> fields, StringBuilder field) {
        if (fields.size() < MOST_FIELDS) {
            fields.add(field.toString().strip());
        }
        field.setLength(0);
    }

    private static char delimiter(String first) {
        int end = first.indexOf('\n');
        String line = end < 0 ? first : first.substring(0, end);
        char best = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t', '|'}) {
            long count = line.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        return best;
    }
}
