package org.earmuff.testing.netns;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes that both ends can compute, so that only their recipe crosses the agents' pipe. */
public final class Payload {

    private Payload() {}

    /** Bytes that look random and depend on nothing but the seed; a longer one begins with a shorter one. */
    public static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        long state = seed * 0x9E3779B97F4A7C15L + 1;
        for (int i = 0; i < length; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            bytes[i] = (byte) state;
        }
        return bytes;
    }

    /** A TLS record: five bytes of header with version 3.3, then a body as {@link #random}. */
    public static byte[] tls(int type, int bodyLength, long seed) {
        byte[] record = new byte[5 + bodyLength];
        record[0] = (byte) type;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (bodyLength >> 8);
        record[4] = (byte) bodyLength;
        System.arraycopy(random(bodyLength, seed), 0, record, 5, bodyLength);
        return record;
    }

    /** SHA-256 in hexadecimal. */
    public static String sha256(byte[]... parts) {
        MessageDigest digest = newSha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The recipe in words, as {@link Endpoint} reads it: {@code r:LENGTH:SEED}, {@code t:TYPE:LENGTH:SEED} or {@code x:HEX}. */
    static byte[] cook(String recipe) {
        String[] words = recipe.split(":", -1);
        return switch (words[0]) {
            case "r" -> random(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            case "t" -> tls(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
            case "x" -> HexFormat.of().parseHex(words[1]);
            default -> throw new IllegalArgumentException("not a recipe: " + recipe);
        };
    }
}
