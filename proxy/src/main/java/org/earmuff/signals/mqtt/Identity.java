package org.earmuff.signals.mqtt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Eight random hexadecimal digits that tell this box from others at the same broker, kept in {@code mqtt-id} of the state folder: Home
 * Assistant knows the entities by them, whatever else changes.
 */
public final class Identity {

    private static final String FILE = "mqtt-id";
    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{8}");

    private Identity() {}

    /**
     * Reads it, or makes one.
     *
     * @throws IOException where it can be neither read nor written
     */
    public static String in(Path state) throws IOException {
        Path file = state.resolve(FILE);
        try {
            String known = Files.readString(file).strip();
            if (TEXT.matcher(known).matches()) {
                return known;
            }
        } catch (NoSuchFileException e) {
            // The first start.
        }
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        Files.writeString(file, made + "\n");
        return made;
    }
}
