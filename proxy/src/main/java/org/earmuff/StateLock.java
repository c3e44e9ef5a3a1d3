package org.earmuff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second appliance off a state folder: two would overwrite each other's mutes. The kernel lets go of it however the process ends.
 */
final class StateLock implements AutoCloseable {

    private static final String FILE = "lock";

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder where it is not there, for its owner alone.
     *
     * @throws IOException where it cannot be made or written; the message is for the user
     */
    static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IOException(
                    "the state folder " + folder + " cannot be made: " + e.getMessage()
                            + "; make it, or set state: in the configuration to a folder that can be written",
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException("the state folder " + folder
                    + " cannot be written; run as its owner, or set state: in the configuration to another");
        }
    }

    /**
     * Takes the folder for this process.
     *
     * @throws IOException where another one has it; the message names its process
     */
    static StateLock take(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("the state folder " + folder + " is in use by another Earmuff, process "
                    + Files.readString(file).strip() + "; stop that one, or set state: to another folder");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new StateLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ours) {
            // Held by another appliance of this very process, as in tests.
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
