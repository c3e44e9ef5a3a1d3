package org.earmuff.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text that fit into 80 characters: a cell that is too long is cut, or, in the last column, goes on below. Control
 * characters never reach the terminal.
 */
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
            String cell = clean(i < cells.length ? cells[i] : "");
            row[i] = i < row.length - 1 ? cut(cell, most[i]) : cell;
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

    private String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        int last = row.length - 1;
        for (int i = 0; i < last; i++) {
            line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + GAP));
        }
        String below = System.lineSeparator() + " ".repeat(line.length());
        line.append(String.join(below, wrapped(row[last], most[last])));
        return line.toString().stripTrailing();
    }

    /** At spaces where there are any, so that no line is longer than given. */
    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
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
