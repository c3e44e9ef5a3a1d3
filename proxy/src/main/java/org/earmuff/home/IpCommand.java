package org.earmuff.home;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The kernel's neighbour table, both families, as {@code ip -j neigh show} prints it. */
public final class IpCommand implements Neighbours {

    private static final List<String> COMMAND = List.of("ip", "-j", "neigh", "show");
    private static final int TIMEOUT_SECONDS = 3;
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_ENTRIES = 16_384;
    private static final JsonFactory JSON = new JsonFactory();

    private final List<String> command;

    public IpCommand() {
        this(COMMAND);
    }

    IpCommand(List<String> command) {
        this.command = command;
    }

    @Override
    public List<Neighbour> read() throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot run \"" + command.get(0) + "\" to read the neighbour table; install iproute2", e);
        }
        // A kill ends the blocking read below too.
        Executor later = CompletableFuture.delayedExecutor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> watchdog = CompletableFuture.runAsync(process::destroyForcibly, later);
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            byte[] text = out.readNBytes(MOST_BYTES + 1);
            int status = text.length > MOST_BYTES ? -1 : process.waitFor();
            if (status != 0) {
                throw new IOException(
                        "\"" + String.join(" ", command) + "\" failed with status " + status + ": " + start(text));
            }
            return parse(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the neighbour table was read", e);
        } finally {
            watchdog.cancel(false);
            process.destroyForcibly();
        }
    }

    private static String start(byte[] text) {
        return new String(text, 0, Math.min(text.length, 200), StandardCharsets.UTF_8).strip();
    }

    static List<Neighbour> parse(byte[] json) throws IOException {
        List<Neighbour> found = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    Neighbour neighbour = entry(parser);
                    if (neighbour != null && found.size() < MOST_ENTRIES) {
                        found.add(neighbour);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private static @Nullable Neighbour entry(JsonParser parser) throws IOException {
        String dst = "";
        String dev = "";
        String lladdr = null;
        String state = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("state") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    state = parser.getText();
                }
            } else if (value.isStructStart()) {
                parser.skipChildren();
            } else if (field.equals("dst")) {
                dst = parser.getText();
            } else if (field.equals("dev")) {
                dev = parser.getText();
            } else if (field.equals("lladdr")) {
                lladdr = parser.getText();
            }
        }
        return Neighbour.of(dst, dev, lladdr, state);
    }
}
