package org.earmuff.ledger.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Counts what is read packed and what comes of it, so that a file made to swell without end is given up. */
final class Swelling {

    private static final long FREE = 100L << 20;
    private static final long MOST_TIMES = 300;

    private long packed;
    private long unpacked;
    private long unpackedInAll;
    private final Bounds bounds;

    Swelling(Bounds bounds) {
        this.bounds = bounds;
    }

    /** What is unpacked swells beyond all that a real archive does. */
    static final class TooMuch extends ZipException {
        private static final long serialVersionUID = 1L;

        TooMuch() {
            super("it swells to more than " + MOST_TIMES + " times its size, as files made to do harm do");
        }
    }

    /** Another file of the archive begins, and has a measure of its own; what all of them unpack to goes on being counted. */
    void begin() {
        packed = 0;
        unpacked = 0;
    }

    InputStream packed(InputStream in) {
        return new Counted(in, true, false);
    }

    /** Closing the stream leaves the one beneath open: more files follow in it. */
    InputStream unpacked(InputStream in) {
        return new Counted(in, false, true);
    }

    /** What lies in a tar is as large there as it is by itself: it was counted when the tar was unpacked. */
    InputStream contained(InputStream in) {
        return new Counted(in, false, false);
    }

    private final class Counted extends FilterInputStream {
        private final boolean isPacked;
        private final boolean isMore;

        Counted(InputStream in, boolean isPacked, boolean isMore) {
            super(in);
            this.isPacked = isPacked;
            this.isMore = isMore;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            bounds.goOn().run();
            int got = in.read(bytes, from, length);
            if (isPacked) {
                packed += Math.max(0, got);
            } else {
                unpacked += Math.max(0, got);
                unpackedInAll += isMore ? Math.max(0, got) : 0;
                bounds.unpacked(unpackedInAll);
                if (unpacked > FREE && unpacked > MOST_TIMES * Math.max(1, packed)) {
                    throw new TooMuch();
                }
            }
            return got;
        }

        @Override
        public long skip(long bytes) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(bytes, 8192)]));
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            if (isPacked) {
                super.close();
            }
        }
    }
}
