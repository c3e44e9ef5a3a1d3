package org.earmuff.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The box as far as it can be looked at: its files below a root folder, and what its programs say. */
public final class Box {

    private static final int MOST_BYTES = 8 << 20;
    private static final int SECONDS = 20;
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private final Path root;
    private final List<String> folders;

    /** @param root where {@code proc}, {@code sys} and the rest are: {@code /} but in tests */
    public Box(Path root) {
        this(
                root,
                Stream.concat(
                                Arrays.stream(
                                        System.getenv().getOrDefault("PATH", "").split(":", -1)),
                                FOLDERS.stream())
                        .filter(folder -> !folder.isEmpty())
                        .toList());
    }

    /** @param folders where programs are looked for */
    Box(Path root, List<String> folders) {
        this.root = root;
        this.folders = List.copyOf(folders);
    }

    /** What a program said. */
    record Said(int code, String out, String err) {

        boolean ok() {
            return code == 0;
        }

        /** Whether it failed for want of privilege. */
        boolean forbidden() {
            return !ok() && err.matches("(?is).*(not permitted|permission denied|must be root|you must be).*");
        }
    }

    Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    /** A file's text without white space around it; empty where it is not there or closed to us. */
    Optional<String> read(String absolute) {
        try {
            return Optional.of(Files.readString(path(absolute)).strip());
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** A number in a file of its own, as kernel parameters are. */
    Optional<Integer> number(String absolute) {
        return read(absolute).filter(text -> text.matches("-?[0-9]{1,9}")).map(Integer::valueOf);
    }

    boolean has(String program) {
        return find(program).isPresent();
    }

    private Optional<Path> find(String program) {
        return folders.stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a program to its end; code 127 where it is not there, 124 where it does not end. */
    Said run(String input, String program, String... arguments) {
        Optional<Path> file = find(program);
        if (file.isEmpty()) {
            return new Said(127, "", program + " is not installed");
        }
        List<String> command = new ArrayList<>(List.of(file.get().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        try {
            return said(builder.start(), input);
        } catch (IOException e) {
            return new Said(126, "", String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Said(124, "", "interrupted");
        }
    }

    private static Said said(Process process, String input) throws IOException, InterruptedException {
        Executor later = CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> watchdog = CompletableFuture.runAsync(process::destroyForcibly, later);
        try {
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading; its status says why.
            }
            String out = all(process.getInputStream());
            return new Said(process.waitFor(), out, err.join());
        } finally {
            watchdog.cancel(false);
            process.destroyForcibly();
        }
    }

    private static String all(InputStream stream) {
        try (stream) {
            return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
