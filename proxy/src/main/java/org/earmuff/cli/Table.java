package org.earmuff.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Columns of text that fit into 80 characters: a cell that is too long is cut, and control characters never reach the terminal. */
final class Table {

    private static final int GAP = 2;

    private final int[] most;
    private final List<String[]> rows = new ArrayList<>();

    /** @param most the width of each column at most */
    Table(int... most) {
        this.most = most;
    }

    Table row(String... cells) {
        String[] row = new String[most.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = cut(clean(i < cells.length ? cells[i] : ""), most[i]);
        }
        rows.add(row);
        return this;
    }

    void print(PrintWriter out) {
        int[] widths = new int[most.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        rows.forEach(row -> out.println(line(row, widths)));
    }

    /** One row in the full widths, for tables that grow while they are printed. */
    String line(String... cells) {
        row(cells);
        return line(rows.remove(rows.size() - 1), most);
    }

    private static String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            line.append(row[i]);
            if (i < row.length - 1) {
                line.append(" ".repeat(widths[i] - row[i].length() + GAP));
            }
        }
        return line.toString().stripTrailing();
    }

    static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
