package org.earmuff.testing.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a program to its end and keeps what it said. */
public final class Shell {

    private static final long SECONDS = 60;

    private Shell() {}

    /** Exit status, standard output and standard error. */
    public record Said(int code, String out, String err) {

        /** This, if the status is 0; an error with everything in it otherwise. */
        public Said ok() {
            if (code != 0) {
                throw new AssertionError("exit " + code + "\n" + out + err);
            }
            return this;
        }
    }

    /** Runs a program found on PATH or in the system folders, with nothing on its standard input. */
    public static Said run(String... command) {
        return feed("", List.of(command));
    }

    /** Runs a program with a text on its standard input. */
    public static Said feed(String input, List<String> command) {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("em-out", null);
            err = Files.createTempFile("em-err", null);
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, sbin) -> path + ":" + sbin);
            Process process = builder.start();
            try (var writer = process.outputWriter(StandardCharsets.UTF_8)) {
                writer.write(input);
            } catch (IOException e) {
                // It did not want to read.
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end within " + SECONDS + " s: " + command);
            }
            return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted: " + command, e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private static void delete(@Nullable Path file) {
        if (file != null && !file.toFile().delete()) {
            file.toFile().deleteOnExit();
        }
    }
}
