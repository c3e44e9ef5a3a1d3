package org.earmuff.ledger.archive;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** What a file is, by its first bytes. */
enum Sniffed {
    ZIP,
    GZIP,
    TAR,
    SOUND,
    TEXT,
    EMPTY,
    OTHER;

    /** So many bytes are looked at. */
    static final int HEAD = 4096;

    static Sniffed of(byte[] head) {
        if (head.length == 0) {
            return EMPTY;
        }
        if (begins(head, "PK\3\4") || begins(head, "PK\5\6")) {
            return ZIP;
        }
        if (head.length > 2 && head[0] == 0x1f && (head[1] & 0xff) == 0x8b) {
            return GZIP;
        }
        if (head.length >= 512 && new String(head, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
            return TAR;
        }
        boolean frames =
                head.length > 1 && (head[0] & 0xff) == 0xff && (head[1] & 0xe0) == 0xe0 && (head[1] & 0xff) < 0xfe;
        if (begins(head, "RIFF") || begins(head, "ID3") || begins(head, "OggS") || begins(head, "fLaC") || frames) {
            return SOUND;
        }
        return encoding(head) == null ? OTHER : TEXT;
    }

    /** Characters of a text; bytes that are none in its encoding become question marks, for only times and names matter. */
    static Reader reader(InputStream in, byte[] head) throws IOException {
        Charset charset = encoding(head);
        int mark = bomLength(head);
        in.skipNBytes(mark);
        return new BufferedReader(new InputStreamReader(in, charset == null ? StandardCharsets.UTF_8 : charset));
    }

    /** The same text from its beginning. */
    static Reader again(String first, Reader rest) {
        return new FilterReader(rest) {
            private int next;

            @Override
            public int read() throws IOException {
                return next < first.length() ? first.charAt(next++) : in.read();
            }

            @Override
            public int read(char[] chars, int from, int length) throws IOException {
                if (next == first.length()) {
                    return in.read(chars, from, length);
                }
                int count = Math.min(length, first.length() - next);
                first.getChars(next, next + count, chars, from);
                next += count;
                return count;
            }
        };
    }

    private static int bomLength(byte[] head) {
        if (begins(head, "\u00ef\u00bb\u00bf")) {
            return 3;
        }
        return begins(head, "\u00ff\u00fe") || begins(head, "\u00fe\u00ff") ? 2 : 0;
    }

    /** Null where it is no text. */
    private static @org.jspecify.annotations.Nullable Charset encoding(byte[] head) {
        if (begins(head, "\u00ff\u00fe")) {
            return StandardCharsets.UTF_16LE;
        }
        if (begins(head, "\u00fe\u00ff")) {
            return StandardCharsets.UTF_16BE;
        }
        int[] zeros = new int[2];
        int controls = 0;
        for (int i = 0; i < head.length; i++) {
            zeros[i % 2] += head[i] == 0 ? 1 : 0;
            controls += head[i] > 0 && head[i] < 0x20 && head[i] != '\n' && head[i] != '\r' && head[i] != '\t' ? 1 : 0;
        }
        if (controls > head.length / 50) {
            return null;
        }
        if (zeros[0] + zeros[1] > 0) {
            // Mostly Latin letters in two bytes each, as spreadsheets write them without a mark.
            return zeros[1] > head.length / 3 && zeros[0] == 0
                    ? StandardCharsets.UTF_16LE
                    : zeros[0] > head.length / 3 && zeros[1] == 0 ? StandardCharsets.UTF_16BE : null;
        }
        return utf8(head) ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
    }

    private static boolean utf8(byte[] head) {
        // The last character may be cut.
        for (int cut = 0; cut < 4 && cut < head.length; cut++) {
            try {
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(head, 0, head.length - cut));
                return true;
            } catch (CharacterCodingException e) {
                if (head.length < HEAD) {
                    return false;
                }
            }
        }
        return false;
    }

    private static boolean begins(byte[] head, String magic) {
        if (head.length < magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((head[i] & 0xff) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
