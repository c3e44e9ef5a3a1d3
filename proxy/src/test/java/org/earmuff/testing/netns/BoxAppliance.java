package org.earmuff.testing.netns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The real appliance in the box of a {@link HouseNet}: {@code earmuff run} in a JVM of its own, behind real firewall rules, asked by its
 * API alone. Closing it kills it and leaves the rules: they go with the namespace.
 */
public final class BoxAppliance implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(40);
    private static final Path UNIT = Path.of("../systemd/earmuff.service");
    private static final String BOUNDING = "CapabilityBoundingSet=";
    private static final int ADMIN = 8480;
    private static final int TPROXY = 15443;

    private final HouseNet house;
    private boolean allRights;
    private final Path folder;
    private final Path config;
    private final Process probe;
    private final Process firewall;
    private Process process;

    /** What the API said. Times are monotonic nanoseconds, {@code wall} nanoseconds since 1970 at the answer. */
    public record Answer(int code, long asked, long answered, long wall, String body) {

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** This, where it is 200; an error with the body otherwise. */
        public Answer ok() {
            if (code != 200) {
                throw new AssertionError("HTTP " + code + ": " + body);
            }
            return this;
        }
    }

    /**
     * Applies the firewall, starts the appliance and waits until it is ready.
     *
     * @param speakers the configuration's list, as YAML, two spaces in
     * @param more the configuration's further keys, as YAML
     * @param matches what the firewall hands over
     */
    public BoxAppliance(HouseNet house, String speakers, String more, String... matches) throws IOException {
        this.house = house;
        this.folder = Files.createTempDirectory("em-appliance");
        this.config = folder.resolve("earmuff.yaml");
        Files.writeString(config, """
                schema: 1
                household: {name: Test house, timezone: UTC}
                state: %s
                listen: {tproxy: %d, socks: "0.0.0.0:1080", connect: "0.0.0.0:3128", admin: "127.0.0.1:%d"}
                lan: {interfaces: [%s]}
                speakers:
                %s
                %s
                """.formatted(
                        folder.resolve("state"), TPROXY, ADMIN, house.lanInterface(), speakers.stripTrailing(), more));
        firewall = house.box().java(program("org.earmuff.firewall.FirewallProgram"));
        order("apply " + house.lanInterface() + " " + TPROXY + " " + ADMIN + " " + String.join(" ", matches));
        probe = house.box().java(ApiProbe.class);
        process = launch();
    }

    /** Kills it and starts it again as root, as a person does who runs it without the service. */
    public void restartAsRoot() {
        allRights = true;
        kill();
        restart();
    }

    private static Class<?> program(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private void order(String words) throws IOException {
        firewall.outputWriter().append(words).append('\n').flush();
        String answer = firewall.inputReader().readLine();
        if (answer == null || !answer.startsWith("done")) {
            throw new AssertionError("firewall: " + answer);
        }
    }

    private Process launch() {
        Process started = house.box()
                .start(
                        Map.of(),
                        ProcessBuilder.Redirect.appendTo(log().toFile()),
                        allRights
                                ? command("run", "-Xmx96m", "-Xshare:auto")
                                : asTheService(command("run", "-Xmx96m", "-Xshare:auto")));
        Awaitility.await("the appliance is ready")
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !started.isAlive() || api("GET", "/readyz", "").code() == 200);
        if (!started.isAlive()) {
            throw new AssertionError("the appliance ended: " + logText());
        }
        return started;
    }

    /** With no more than the system service may do, but for its user: the files here belong to the tests'. */
    private static List<String> asTheService(List<String> command) {
        try (Stream<String> unit = Files.lines(UNIT)) {
            String may = unit.filter(line -> line.startsWith(BOUNDING))
                    .flatMap(line -> Stream.of(line.substring(BOUNDING.length()).split(" ")))
                    .map(name -> ",+" + name.replace("CAP_", "").toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining());
            List<String> whole = new ArrayList<>(
                    List.of("setpriv", "--inh-caps=-all" + may, "--bounding-set=-all" + may, "--no-new-privs"));
            whole.addAll(command);
            return whole;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String name, String... options) {
        List<String> whole = new ArrayList<>(NetworkNamespace.javaCommand(
                program("org.earmuff.Main"), List.of(name, "--config", config.toString())));
        whole.removeIf(word -> word.startsWith("-Xmx"));
        whole.addAll(1, Arrays.asList(options));
        return whole;
    }

    /** Kills it with SIGKILL and waits until it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Starts it again, on the same state. */
    public void restart() {
        process = launch();
    }

    /** Runs another command of the launcher in the box, to its end. */
    public Shell.Said run(String name, String... arguments) {
        List<String> whole = command(name);
        whole.addAll(List.of(arguments));
        return house.box().run(whole.toArray(String[]::new));
    }

    /** One call to the API, with the token of admin.token; code 0 where nobody answers. */
    public synchronized Answer api(String method, String path, String body) {
        String text = body.isEmpty() ? "-" : Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
        try {
            probe.outputWriter()
                    .append(method + " http://127.0.0.1:" + ADMIN + path + " " + token() + " " + text + "\n")
                    .flush();
            String line = probe.inputReader().readLine();
            if (line == null) {
                throw new AssertionError("the probe ended");
            }
            String[] words = line.split(" ", -1);
            return new Answer(
                    Integer.parseInt(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    new String(Base64.getDecoder().decode(words[4]), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String token() throws IOException {
        Path file = folder.resolve("state").resolve("admin.token");
        return Files.exists(file) ? Files.readString(file).strip() : "none";
    }

    /** Mutes everything; returns with the answer, which promises that no further sound leaves. */
    public Answer mute() {
        return api("PUT", "/api/v1/mutes/all", "{\"reason\":\"test\"}").ok();
    }

    public Answer unmute() {
        return api("DELETE", "/api/v1/mutes/all", "").ok();
    }

    /** The sum of the series of a metric whose labels contain all of these texts, e.g. {@code speaker="kitchen"}. */
    public double metric(String name, String... labels) {
        return metricLines(name)
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The series of a metric, as text. */
    public Stream<String> metricLines(String name) {
        return api("GET", "/metrics", "")
                .ok()
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
    }

    /** Resident memory in KiB. */
    public long residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it wrote to standard error since the first start. */
    public String logText() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return folder.resolve("log");
    }

    @Override
    public void close() throws IOException {
        kill();
        probe.destroyForcibly();
        firewall.destroyForcibly();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
