package org.earmuff.testing.netns;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One network namespace, named {@code em-PID-NUMBER-ROLE} after the JVM that made it, so that those of runs that died can be
 * told and removed. Closing it ends what was started in it and removes it.
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("em-([0-9]+)-[0-9a-z]+-[a-z0-9]+");

    private final String name;
    private final List<Process> started = Collections.synchronizedList(new ArrayList<>());

    private NetworkNamespace(String name) {
        this.name = name;
    }

    static NetworkNamespace make(String number, String role) {
        NetworkNamespace made =
                new NetworkNamespace("em-" + ProcessHandle.current().pid() + "-" + number + "-" + role);
        Shell.run("ip", "netns", "add", made.name).ok();
        return made;
    }

    /** Removes the namespaces of test runs that no longer live. */
    static void removeStale() {
        Shell.run("ip", "netns", "list").out().lines().forEach(line -> {
            Matcher named = NAME.matcher(line.split(" ", -1)[0]);
            if (named.matches()
                    && ProcessHandle.of(Long.parseLong(named.group(1)))
                            .filter(ProcessHandle::isAlive)
                            .isEmpty()) {
                Shell.run("ip", "netns", "del", named.group());
            }
        });
    }

    /** Its name, as {@code ip netns} knows it. */
    public String name() {
        return name;
    }

    /** Runs a program inside to its end. */
    public Shell.Said run(String... command) {
        return feed("", command);
    }

    /** Runs a program inside to its end with a text on its standard input. */
    public Shell.Said feed(String input, String... command) {
        return Shell.feed(input, inside(List.of(command)));
    }

    /** Runs {@code ip} commands inside, one a line, and fails at the first that fails. */
    public void ip(String batch) {
        feed(batch, "ip", "-batch", "-").ok();
    }

    /** Sets kernel parameters inside, each as {@code net.ipv4.ip_forward=1}. */
    public void sysctl(String... settings) {
        List<String> command = new ArrayList<>(List.of("sysctl", "-q", "-w"));
        command.addAll(List.of(settings));
        Shell.feed("", inside(command)).ok();
    }

    /**
     * Starts a program inside and leaves it running; it is killed when the namespace is closed.
     *
     * @param environment added to this JVM's
     * @param errors where its standard error goes
     */
    public Process start(Map<String, String> environment, ProcessBuilder.Redirect errors, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(inside(command)).redirectError(errors);
            builder.environment().putAll(environment);
            Process process = builder.start();
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a Java class of the test class path inside, with a small heap, its errors on ours. */
    public Process java(Class<?> main, String... arguments) {
        return start(Map.of(), ProcessBuilder.Redirect.INHERIT, javaCommand(main, List.of(arguments)));
    }

    /** The command line that {@link #java} starts, for those who want other streams or variables. */
    public static List<String> javaCommand(Class<?> main, List<String> arguments) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** An agent that talks and listens inside. */
    public Agent agent() {
        return new Agent(this);
    }

    /** The text of a Python program that lies beside this class. */
    public static String script(String name) {
        try (InputStream stream = NetworkNamespace.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(command);
        return whole;
    }

    @Override
    public void close() {
        synchronized (started) {
            for (Process process : started) {
                // Before it: what it started would be nobody's then, and keep our output open for ever.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            for (Process process : started) {
                process.onExit().join();
            }
            started.clear();
        }
        Shell.run("ip", "netns", "del", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
