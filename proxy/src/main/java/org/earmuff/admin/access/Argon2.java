package org.earmuff.admin.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) as a text in the PHC string format. 19 MiB, two passes, one lane: OWASP's setting for machines that cannot spare
 * the RFC's 64 MiB. It costs tenths of a second and its memory at each call: never on an event loop, never two at once.
 */
final class Argon2 {

    private static final int KIB = 19_456;
    private static final int PASSES = 2;
    private static final int SALT = 16;
    private static final int LENGTH = 32;
    private static final int MOST_KIB = 64 * 1024;
    private static final int MOST_PASSES = 10;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,6}),t=([0-9]{1,2}),p=([1-4])\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    private Argon2() {}

    static String hash(String password) {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder text = Base64.getEncoder().withoutPadding();
        byte[] hash = compute(password, salt, KIB, PASSES, 1, LENGTH);
        return "$argon2id$v=19$m=" + KIB + ",t=" + PASSES + ",p=1$" + text.encodeToString(salt) + "$"
                + text.encodeToString(hash);
    }

    /** Whether a text is one that {@link #matches} can work with: of this kind, and not so dear that it would be a trap. */
    static boolean isHash(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return false;
        }
        int kib = Integer.parseInt(m.group(1));
        int passes = Integer.parseInt(m.group(2));
        return kib >= 8 * Integer.parseInt(m.group(3)) && kib <= MOST_KIB && passes >= 1 && passes <= MOST_PASSES;
    }

    static boolean matches(String hash, String password) {
        Matcher m = FORM.matcher(hash);
        if (!m.matches() || !isHash(hash)) {
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(m.group(4));
        byte[] wanted = Base64.getDecoder().decode(m.group(5));
        byte[] got = compute(
                password,
                salt,
                Integer.parseInt(m.group(1)),
                Integer.parseInt(m.group(2)),
                Integer.parseInt(m.group(3)),
                wanted.length);
        return MessageDigest.isEqual(wanted, got);
    }

    private static byte[] compute(String password, byte[] salt, int kib, int passes, int lanes, int length) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(kib)
                .withIterations(passes)
                .withParallelism(lanes)
                .build());
        byte[] hash = new byte[length];
        argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
