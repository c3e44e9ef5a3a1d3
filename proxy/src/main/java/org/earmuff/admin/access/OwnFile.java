package org.earmuff.admin.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.earmuff.files.SafeFile;

/** A small file of secrets in the state folder. */
final class OwnFile {

    private static final long LARGEST = 64 * 1024;

    private final Path path;

    OwnFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    /** Its text; empty where there is none. */
    Optional<String> read() throws IOException {
        try {
            if (Files.size(path) > LARGEST) {
                throw new IOException(path + " is larger than " + LARGEST + " bytes, so it is not Earmuff's");
            }
            return Optional.of(Files.readString(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** On disk when this returns. It belongs to whom its folder belongs to, whoever runs the command. */
    void write(String text) throws IOException {
        SafeFile.replace(path, text);
        var owner = Files.getOwner(path.getParent());
        if (!owner.equals(Files.getOwner(path))) {
            Files.setOwner(path, owner);
        }
    }
}
