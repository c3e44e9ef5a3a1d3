package org.earmuff.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** For terminals whose encoding lacks our few signs beyond ASCII. */
final class PlainWriter extends FilterWriter {

    PlainWriter(Writer out) {
        super(out);
    }

    @Override
    public void write(int c) throws IOException {
        out.write(plain((char) c));
    }

    @Override
    public void write(char[] chars, int from, int count) throws IOException {
        for (int i = from; i < from + count; i++) {
            out.write(plain(chars[i]));
        }
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
        write(text.toCharArray(), from, count);
    }

    private static char plain(char c) {
        return switch (c) {
            case '·' -> '-';
            case '…' -> '~';
            default -> c;
        };
    }
}
