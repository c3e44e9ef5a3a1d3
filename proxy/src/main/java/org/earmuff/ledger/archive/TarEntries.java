package org.earmuff.ledger.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The files in a tar (POSIX.1-2001 ustar and pax, GNU long names), read in order; their contents are what {@link #read} gives. */
final class TarEntries extends InputStream {

    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 1 << 16;

    private final InputStream in;
    private long left;
    private long padding;

    TarEntries(InputStream in) {
        this.in = in;
    }

    /**
     * Goes on to the next file.
     *
     * @return its name; null at the end
     * @throws ZipException where it is damaged
     */
    @Nullable
    String next() throws IOException {
        String longName = null;
        while (true) {
            in.skipNBytes(left + padding);
            left = 0;
            padding = 0;
            byte[] header = in.readNBytes(BLOCK);
            if (header.length < BLOCK || zero(header)) {
                return null;
            }
            if (checksum(header) != octal(header, 148, 8)) {
                throw new ZipException("its index is damaged");
            }
            long size = size(header);
            char type = (char) header[156];
            left = size;
            padding = (BLOCK - size % BLOCK) % BLOCK;
            if (type == 'x' || type == 'L') {
                String text = new String(in.readNBytes((int) Math.min(left, LONGEST_NAME)), StandardCharsets.UTF_8);
                left -= Math.min(left, LONGEST_NAME);
                longName = type == 'L' ? text.replace("\0", "") : path(text, longName);
            } else if (type == '0' || type == 0 || type == '7') {
                return longName != null ? longName : name(header);
            } else if (type != 'g') {
                longName = null;
            }
        }
    }

    private static String name(byte[] header) {
        String prefix = header[257] == 'u' ? text(header, 345, 155) : "";
        return (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
    }

    private static @Nullable String path(String records, @Nullable String otherwise) {
        for (String record : records.split("\n", -1)) {
            int at = record.indexOf(" path=");
            if (at > 0) {
                return record.substring(at + 6);
            }
        }
        return otherwise;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long size(byte[] header) throws ZipException {
        if ((header[124] & 0x80) == 0) {
            return octal(header, 124, 12);
        }
        long size = header[124] & 0x7f;
        for (int i = 125; i < 136; i++) {
            size = (size << 8) | (header[i] & 0xff);
        }
        if (size < 0) {
            throw new ZipException("its index is damaged");
        }
        return size;
    }

    private static long octal(byte[] header, int at, int length) throws ZipException {
        String digits = text(header, at, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new ZipException("its index is damaged");
        }
    }

    private static long checksum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    private static boolean zero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int got = in.read(bytes, from, (int) Math.min(left, length));
        left = got < 0 ? 0 : left - got;
        return got;
    }
}
