package org.earmuff.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.testing.netns.Requires;

/** A real Prometheus with the configuration that is shipped, except that it asks another address, and each second. */
public final class Prometheus implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path log;
    private final int port;
    private final Process process;

    private Prometheus(Path folder) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        log = folder.resolve("prometheus.log");
        process = new ProcessBuilder(
                        Requires.path("prometheus").toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /**
     * Starts it; returns once it is ready.
     *
     * @param shipped the folder of the configuration
     * @param folder where it may write
     */
    public static Prometheus open(Path shipped, Path folder, InetSocketAddress appliance) throws IOException {
        Requires.commands("prometheus");
        try (Stream<Path> files = Files.list(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace("127.0.0.1:8480", "127.0.0.1:" + appliance.getPort())
                        .replace("15s", "1s"));
        Prometheus made = new Prometheus(folder);
        try {
            await().atMost(Duration.ofSeconds(15))
                    .ignoreExceptions()
                    .until(() -> made.get("/-/ready").statusCode() == 200);
        } catch (RuntimeException e) {
            made.close();
            throw new AssertionError("Prometheus does not start:\n" + Files.readString(made.log), e);
        }
        return made;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonObject api(String path) throws Exception {
        HttpResponse<String> answer = get("/api/v1/" + path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.body());
        }
        return Json.readObject(answer.body());
    }

    /** What an expression gives now; an error where it is none. */
    public List<JsonObject> query(String expression) throws Exception {
        return api("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .object("data")
                .objects("result");
    }

    /** Every rule with its health, those of all groups. */
    public List<JsonObject> rules() throws Exception {
        List<JsonObject> rules = new ArrayList<>();
        for (JsonObject group : api("rules").object("data").objects("groups")) {
            rules.addAll(group.objects("rules"));
        }
        return rules;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
