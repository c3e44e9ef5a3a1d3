package org.earmuff.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file's text, strictly UTF-8, read once.
 *
 * @param file as the user would open it
 * @param whole everything in it, with a byte order mark where it has one
 */
record FileText(String file, String whole) {

    static final int LARGEST = 1 << 20;

    private static final String MARK = "\uFEFF";

    /** Null where the file cannot be read, which is then among its problems. */
    static @Nullable FileText read(Path file, Problems problems) {
        try {
            if (Files.isDirectory(file)) {
                problems.add(0, "", null, "is a directory; name the file in it");
                return null;
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LARGEST + 1);
            }
            if (bytes.length > LARGEST) {
                problems.add(
                        0,
                        "",
                        null,
                        "is larger than 1 MiB, which no configuration is; look whether it is the right file");
                return null;
            }
            String text = decoded(bytes, problems);
            return text == null ? null : new FileText(file.toString(), text);
        } catch (NoSuchFileException e) {
            problems.add(0, "", null, "does not exist; create it, or name another with --config FILE");
        } catch (AccessDeniedException e) {
            problems.add(
                    0, "", null, "may not be read by this user; run as root or as the user that the service runs as");
        } catch (IOException e) {
            problems.add(0, "", null, "cannot be read: " + why(e));
        }
        return null;
    }

    /** What is to be parsed. */
    String text() {
        return whole.startsWith(MARK) ? whole.substring(1) : whole;
    }

    /** Of the file's bytes, 64 lower-case hexadecimal digits. */
    String sha256() {
        return sha256(whole.getBytes(StandardCharsets.UTF_8));
    }

    /** The reason alone, without the path that the caller names already. */
    static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemLoopException) {
            return "a loop of symbolic links";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private static @Nullable String decoded(byte[] bytes, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        int nul = text.indexOf('\0');
        if (startsAsUtf16(bytes) || nul >= 0) {
            problems.add(
                    startsAsUtf16(bytes) ? 1 : line(text.substring(0, nul)),
                    "",
                    null,
                    "is UTF-16 or no text at all; save the file as UTF-8");
            return null;
        }
        if (result.isError()) {
            problems.add(
                    line(text),
                    "",
                    null,
                    "is not UTF-8 text from byte " + (in.position() + 1) + " on; save the file as UTF-8");
            return null;
        }
        return text;
    }

    private static boolean startsAsUtf16(byte[] bytes) {
        return bytes.length > 1
                && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                        || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    }

    /** The line that comes after this text, or that it ends in. */
    private static int line(String before) {
        return 1 + (int) before.chars().filter(c -> c == '\n').count();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
