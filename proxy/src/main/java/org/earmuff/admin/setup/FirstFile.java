package org.earmuff.admin.setup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Writes a file that is not there yet: whole or not at all, and never over another. */
final class FirstFile {

    private FirstFile() {}

    /**
     * On disk when this returns, with mode 0640.
     *
     * @throws FileAlreadyExistsException where there is one now; it stays as it is
     * @throws IOException where it cannot be written
     */
    static void write(Path file, String text) throws IOException {
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
        Files.createDirectories(folder);
        Path draft = folder.resolve("." + file.getFileName() + ".setup");
        Files.deleteIfExists(draft);
        var mode = PosixFilePermissions.fromString("rw-r-----");
        try {
            try (FileChannel channel = FileChannel.open(
                    draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(mode))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            // The umask may have taken the group's right to read; the group is the folder's, as earmuff's is
            // /etc/earmuff's.
            Files.setPosixFilePermissions(draft, mode);
            Files.setAttribute(draft, "posix:group", Files.getAttribute(folder, "posix:group"));
            // A link, unlike a move, fails where the name is taken.
            Files.createLink(file, draft);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
