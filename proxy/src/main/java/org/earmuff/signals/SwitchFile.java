package org.earmuff.signals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * The file whose presence mutes, at one look. Only where the kernel says that there is no such name is it absent; whatever else keeps it
 * from being read counts as present.
 */
final class SwitchFile {

    /** More than this is no list of scopes. */
    static final int LARGEST = 4096;

    private final Path path;

    SwitchFile(Path path) {
        this.path = path;
    }

    /**
     * What was seen.
     *
     * @param present whether it is there, readable or not
     * @param problem why it could not be read; empty where it could
     * @param text its content
     * @param written when it was last written or touched
     */
    record Look(boolean present, String problem, String text, Instant written) {

        static final Look ABSENT = new Look(false, "", "", Instant.EPOCH);

        static Look unreadable(String why) {
            return new Look(true, why, "", Instant.EPOCH);
        }
    }

    Path path() {
        return path;
    }

    Look look() {
        try {
            return read();
        } catch (NoSuchFileException e) {
            return nameIsThere() ? Look.unreadable("it is a link to nothing") : Look.ABSENT;
        } catch (AccessDeniedException e) {
            return Look.unreadable("permission denied");
        } catch (CharacterCodingException e) {
            return Look.unreadable("it is not UTF-8 text");
        } catch (FileSystemException e) {
            return Look.unreadable(e.getReason() == null ? e.toString() : e.getReason());
        } catch (IOException | RuntimeException e) {
            return Look.unreadable(e.toString());
        }
    }

    private Look read() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        // Opening a pipe would wait for somebody to write into it.
        if (!attributes.isRegularFile()) {
            return Look.unreadable("it is not a plain file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            return Look.unreadable("it is larger than 4 KiB");
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return new Look(true, "", text, attributes.lastModifiedTime().toInstant());
    }

    /** Whether there is such a name, be it one of a link that leads nowhere. */
    private boolean nameIsThere() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isSymbolicLink();
        } catch (IOException e) {
            // It went between the two looks; anything worse the next look sees.
            return false;
        }
    }
}
