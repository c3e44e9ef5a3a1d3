package org.earmuff.admin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random texts, and how they are kept without being known. */
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();
    // No letter that is mistaken for another or for a digit.
    private static final String PLAIN = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private Secrets() {}

    /** So many random bytes as text that is safe in headers, addresses and pages. */
    public static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }

    /** Random letters and digits that a person can copy from a screen, five bits each. */
    public static String code(int letters) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            code.append(PLAIN.charAt(RANDOM.nextInt(PLAIN.length())));
        }
        return code.toString();
    }

    /** SHA-256 in hexadecimal: enough for what is random, not for passwords. */
    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Takes as long for a wrong text as for the right one. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
