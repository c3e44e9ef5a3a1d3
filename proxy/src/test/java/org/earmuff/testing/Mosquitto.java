package org.earmuff.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.earmuff.testing.netns.Requires;

/** A real broker on loopback that can be stopped and started again, and Mosquitto's own clients. */
public final class Mosquitto implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final List<String> login;
    private Process broker;

    private Mosquitto(Path folder, List<String> login) throws IOException {
        this.folder = folder;
        this.login = login;
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    /** One that everybody may use. */
    public static Mosquitto open(Path folder) throws Exception {
        return open(folder, List.of(), "allow_anonymous true");
    }

    /**
     * One with a configuration of its own.
     *
     * @param login options by which its clients sign in
     * @param more lines of its configuration
     */
    public static Mosquitto open(Path folder, List<String> login, String... more) throws Exception {
        Requires.commands("mosquitto", "mosquitto_pub", "mosquitto_sub");
        Mosquitto made = new Mosquitto(folder, login);
        List<String> lines = new ArrayList<>(List.of("user root", "listener " + made.port + " 127.0.0.1"));
        lines.addAll(List.of("persistence true", "persistence_location " + folder + "/"));
        lines.addAll(List.of(more));
        Files.write(folder.resolve("mosquitto.conf"), lines);
        made.start();
        return made;
    }

    public int port() {
        return port;
    }

    public void start() throws IOException {
        broker = new ProcessBuilder(
                        Requires.path("mosquitto").toString(),
                        "-c",
                        folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(10)).until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As it ends in good order, with what is retained on its disk. */
    public void stop() throws InterruptedException {
        broker.destroy();
        assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    public void publish(String topic, String payload, String... options) throws Exception {
        List<String> command = client("mosquitto_pub", "-t", topic, "-m", payload);
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private List<String> client(String program, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Requires.path(program).toString(), "-h", "127.0.0.1", "-p", String.valueOf(port)));
        command.addAll(login);
        command.addAll(List.of(arguments));
        return command;
    }

    /** Somebody who listens to everything. */
    public Listener listen() throws IOException {
        return new Listener(new ProcessBuilder(client("mosquitto_sub", "-t", "#", "-F", "%t %p")).start());
    }

    @Override
    public void close() throws Exception {
        broker.destroyForcibly().waitFor();
    }

    /** What was heard: every message, and the last on each topic; an empty one removes its topic. */
    public static final class Listener implements AutoCloseable {

        public final Map<String, String> board = new ConcurrentHashMap<>();
        public final List<String> heard = new CopyOnWriteArrayList<>();
        private final Process process;

        private Listener(Process process) {
            this.process = process;
            Thread reader = new Thread(this::read, "mosquitto_sub");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    int space = line.indexOf(' ');
                    String payload = line.substring(space + 1);
                    heard.add(line);
                    if (payload.isEmpty()) {
                        board.remove(line.substring(0, space));
                    } else {
                        board.put(line.substring(0, space), payload);
                    }
                }
            } catch (IOException e) {
                heard.add("over: " + e);
            }
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            process.waitFor();
        }
    }
}
