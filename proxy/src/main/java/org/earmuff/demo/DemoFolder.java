package org.earmuff.demo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The demo's configuration and state: a folder of its own (0700) that is gone when the demo is.
 *
 * <p>Its name is short so that commands with it fit a line of 80 columns.
 */
final class DemoFolder implements AutoCloseable {

    private static final String NAME = "earmuff-demo";
    private static final int MOST = 99;

    private final Path path;

    private DemoFolder(Path path) {
        this.path = path;
    }

    /**
     * Makes a new one.
     *
     * @param base the folder to make it in
     * @throws DemoException where that is not possible
     */
    static DemoFolder in(Path base) throws DemoException {
        for (int i = 1; i <= MOST; i++) {
            Path path = base.resolve(i == 1 ? NAME : NAME + "-" + i).toAbsolutePath();
            try {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                return new DemoFolder(path);
            } catch (FileAlreadyExistsException taken) {
                // Another demo's, or one left behind by a crash: never ours to use, whoever made it.
            } catch (NoSuchFileException e) {
                throw new DemoException(base + " is not there; make it, or give --base a folder that is", e);
            } catch (AccessDeniedException e) {
                throw new DemoException(base + " cannot be written to; give one that can: --base", e);
            } catch (IOException e) {
                throw new DemoException(
                        base + ": no folder can be made there (" + e.getMessage() + "); give another: --base", e);
            }
        }
        throw new DemoException(base + ": " + NAME + " to " + NAME + "-" + MOST
                + " are all there; remove those of demos that are over");
    }

    Path path() {
        return path;
    }

    /** Where the configuration belongs. */
    Path config() {
        return path.resolve("demo.yaml");
    }

    /** Where the appliance keeps its state. */
    Path state() {
        return path.resolve("state");
    }

    /** Removes it with all that is in it; links are removed, not followed. */
    @Override
    public void close() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
