package org.earmuff.home;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    public Map<InetAddress, Mac> read() throws IOException {
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

    static Map<InetAddress, Mac> parse(byte[] json) throws IOException {
        Map<InetAddress, Mac> found = new HashMap<>();
        Set<InetAddress> disputed = new HashSet<>();
        try (JsonParser parser = JSON.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    entry(parser, found, disputed);
                }
            }
        }
        disputed.forEach(found::remove);
        return Map.copyOf(found);
    }

    private static void entry(JsonParser parser, Map<InetAddress, Mac> found, Set<InetAddress> disputed)
            throws IOException {
        String dst = null;
        String lladdr = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isStructStart()) {
                parser.skipChildren();
            } else if (field.equals("dst")) {
                dst = parser.getText();
            } else if (field.equals("lladdr")) {
                lladdr = parser.getText();
            }
        }
        Mac mac = lladdr == null ? null : mac(lladdr);
        InetAddress address = dst == null ? null : IpText.parse(dst);
        if (mac == null || address == null || found.size() >= MOST_ENTRIES) {
            return;
        }
        Mac other = found.putIfAbsent(address, mac);
        if (other != null && !other.equals(mac)) {
            disputed.add(address);
        }
    }

    /** Null for what is no device's Ethernet address: another link layer, a multicast entry. */
    private static @Nullable Mac mac(String text) {
        try {
            return Mac.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
