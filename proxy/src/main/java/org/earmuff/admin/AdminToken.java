package org.earmuff.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The token in {@code admin.token} (0600): 256 random bits, made at the first start. It prints as {@code ***}. */
public final class AdminToken {

    public static final String FILE = "admin.token";

    private static final int BYTES = 32;
    private static final int SHORTEST = 32;

    private final byte[] value;

    private AdminToken(String value) {
        this.value = value.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the token, and makes one where there is none.
     *
     * @throws IOException where it can be neither read nor made, or is too short to be one; the message says how to mend it
     */
    public static AdminToken in(Path stateFolder) throws IOException {
        Path path = stateFolder.resolve(FILE);
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        try {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(ownerOnly));
            Files.writeString(path, random() + "\n", StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(path, ownerOnly);
        }
        String text = Files.readString(path).strip();
        if (text.length() < SHORTEST) {
            throw new IOException(path + ": holds no token of " + SHORTEST
                    + " characters or more: delete the file, and a new one is made at the next start");
        }
        return new AdminToken(text);
    }

    /** 256 random bits as text that is safe in headers and pages. */
    static String random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a client's text is the token; takes as long for a wrong one as for the right one. */
    boolean matches(String text) {
        return MessageDigest.isEqual(value, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
