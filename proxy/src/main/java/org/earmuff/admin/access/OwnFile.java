package org.earmuff.admin.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** A small file of secrets: readable by its owner alone, and always whole, whenever the power goes. */
final class OwnFile {

    private static final long LARGEST = 64 * 1024;

    private final Path path;

    OwnFile(Path path) {
        this.path = path;
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
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(next);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel =
                FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        var owner = Files.getOwner(path.toAbsolutePath().getParent());
        if (!owner.equals(Files.getOwner(next))) {
            Files.setOwner(next, owner);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
