package org.earmuff.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only the appliance's own user may read or write (0600), replaced whole. */
public final class SafeFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<StandardOpenOption> ANEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private SafeFile() {}

    /**
     * Writes a file beside the old one, flushes it, and gives it the old one's name; what stood there is gone. At every instant a reader
     * finds the old text or the new one. Safe from a power cut when this returns.
     *
     * @throws IOException where the folder cannot be written; the old file is as it was
     */
    public static void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        FileAttribute<Set<PosixFilePermission>> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        try (FileChannel channel = FileChannel.open(next, ANEW, mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        // The new name itself is only safe once the folder is.
        try (FileChannel folder = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** As {@link #replace(Path, byte[])}, in UTF-8. */
    public static void replace(Path file, String text) throws IOException {
        replace(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps a copy under another name, over what stood there; the file itself stays. */
    public static void copy(Path file, Path aside) throws IOException {
        Files.copy(file, aside, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(aside, OWNER_ONLY);
    }

    private static Path folderOf(Path file) {
        Path folder = file.getParent();
        return folder == null ? Path.of(".") : folder;
    }
}
