package org.earmuff.admin.access;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The dashboard's password, hashed, in {@code admin.password} of the state folder. */
public final class PasswordFile {

    public static final String NAME = "admin.password";

    /** Characters; NIST SP 800-63B asks for eight where nothing else guards the door. */
    public static final int SHORTEST = 8;

    private static final int LONGEST = 200;
    private static final Set<String> GUESSED_FIRST = Set.of(
            "password",
            "passw0rd",
            "password1",
            "12345678",
            "123456789",
            "1234567890",
            "qwertyui",
            "qwerty123",
            "qwertz123",
            "iloveyou",
            "sunshine",
            "letmein1",
            "welcome1",
            "admin123",
            "earmuff1",
            "earmuffs",
            "passwort");

    private final OwnFile file;

    public PasswordFile(Path stateFolder) {
        this.file = new OwnFile(stateFolder.resolve(NAME));
    }

    public Path path() {
        return file.path();
    }

    /**
     * The hash in the PHC string format; empty where no password was set.
     *
     * @throws IOException where the file cannot be read or holds something else; the message says how to mend it. Then nobody may log in
     */
    public Optional<String> read() throws IOException {
        Optional<String> text = file.read().map(String::strip);
        if (text.isPresent() && !Argon2.isHash(text.get())) {
            throw new IOException(
                    file.path() + " holds no password that Earmuff can check: set one with \"earmuff password\"");
        }
        return text;
    }

    /** Sets the password from then on. Blocks for tenths of a second; on disk when this returns. */
    public void set(String password) throws IOException {
        put(hash(password));
    }

    /** Sets a password that was hashed before. */
    public void put(String hash) throws IOException {
        file.write(hash + "\n");
    }

    /** What {@link #put} takes. Blocks for tenths of a second. */
    public static String hash(String password) {
        return Argon2.hash(normal(password));
    }

    static boolean matches(String hash, String password) {
        return password.length() <= LONGEST && Argon2.matches(hash, normal(password));
    }

    /** Why a password is refused, as a sentence; empty where it is good. */
    public static Optional<String> objection(String password) {
        int characters = password.codePointCount(0, password.length());
        if (password.isBlank()) {
            return Optional.of("The password is empty.");
        }
        if (characters < SHORTEST) {
            return Optional.of("The password has " + characters + (characters == 1 ? " character" : " characters")
                    + "; it needs " + SHORTEST + " or more. A few words in a row are easy to remember.");
        }
        if (password.length() > LONGEST) {
            return Optional.of("The password is longer than " + LONGEST + " characters.");
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("The password has a character in it that cannot be typed.");
        }
        if (GUESSED_FIRST.contains(password.toLowerCase(Locale.ROOT))
                || password.chars().distinct().count() < 3) {
            return Optional.of("That password is among the first that anybody would try. Choose another.");
        }
        return Optional.empty();
    }

    /** One accented letter may be typed as one character or two, depending on the keyboard. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }
}
