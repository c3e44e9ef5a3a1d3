package org.earmuff.firewall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@code nft} and {@code ip}. */
final class Programs {

    private static final long SECONDS_TO_ANSWER = 30;
    private static final Map<String, String> DEBIAN_PACKAGE = Map.of("nft", "nftables", "ip", "iproute2");

    private final List<Path> folders;

    Programs(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** From PATH and, since those of ordinary users lack them, the system folders. */
    static Programs ofTheSystem() {
        Set<Path> folders = new LinkedHashSet<>();
        Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
                .filter(folder -> !folder.isEmpty())
                .forEach(folder -> folders.add(Path.of(folder)));
        return new Programs(List.copyOf(folders));
    }

    /** What a program said; {@code code} is its exit status. */
    record Answer(int code, String out, String err) {

        boolean ok() {
            return code == 0;
        }
    }

    /**
     * @param input given to the program on its standard input, which is then closed
     * @throws FirewallException if the program is not there or does not end
     */
    Answer run(String input, String program, String... arguments) throws FirewallException {
        List<String> command = new ArrayList<>();
        command.add(find(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        try {
            return answerOf(builder.start(), input);
        } catch (IOException e) {
            throw new FirewallException("could not run " + String.join(" ", command) + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FirewallException("interrupted while " + program + " was running: run the command again");
        }
    }

    private Path find(String program) throws FirewallException {
        for (Path folder : folders) {
            Path file = folder.resolve(program);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new FirewallException("the program " + program + " is not installed: apt-get install "
                + DEBIAN_PACKAGE.getOrDefault(program, program));
    }

    private static Answer answerOf(Process process, String input) throws InterruptedException, FirewallException {
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> allOf(process.getInputStream()));
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> allOf(process.getErrorStream()));
        try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
            writer.write(input);
        } catch (IOException e) {
            // It ended without reading; its status and its words say why.
        }
        if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new FirewallException(process.info().command().orElse("a program") + " did not answer within "
                    + SECONDS_TO_ANSWER + " s: see whether another program holds the firewall (ps), then run again");
        }
        return new Answer(process.exitValue(), out.join(), err.join());
    }

    private static String allOf(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
