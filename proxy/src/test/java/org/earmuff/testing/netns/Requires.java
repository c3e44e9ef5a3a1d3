package org.earmuff.testing.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs of the machine. Where it is missing the test is skipped with the reason; but with {@code CI=true} and
 * root, where everything can be had, it fails.
 */
public final class Requires {

    private Requires() {}

    /** Root, and a kernel that lets it make network namespaces. */
    public static void root() {
        if (!isRoot()) {
            missing("needs root (network namespaces)");
        }
        commands("ip");
        String probe = "em-" + ProcessHandle.current().pid() + "-probe";
        if (Shell.run("ip", "netns", "add", probe).code() != 0) {
            missing("this kernel or container does not allow network namespaces (ip netns add)");
        }
        Shell.run("ip", "netns", "del", probe);
    }

    /** Programs on PATH or in the system folders. */
    public static void commands(String... names) {
        List<String> absent = new ArrayList<>();
        for (String name : names) {
            if (find(name) == null) {
                absent.add(name);
            }
        }
        if (!absent.isEmpty()) {
            missing("needs the programs " + String.join(", ", absent));
        }
    }

    /** Where a program is that {@link #commands} was asked for. */
    public static Path path(String name) {
        return Objects.requireNonNull(find(name), name);
    }

    /** Anything else, with the reason for when it does not hold. */
    public static void that(boolean holds, String reason) {
        if (!holds) {
            missing(reason);
        }
    }

    private static void missing(String reason) {
        if (isRoot() && "true".equals(System.getenv("CI"))) {
            Assertions.fail(reason + "; with CI=true and root nothing may be skipped");
        }
        Assumptions.abort(reason);
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    static @Nullable Path find(String name) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
