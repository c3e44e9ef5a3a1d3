package org.earmuff.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.config.LastGood;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.tls.TlsMode;
import org.jspecify.annotations.Nullable;

/** The running appliance, asked over its HTTP interface with its token. Every failure is a {@link CommandFailure}. */
final class ApplianceClient {

    private static final int CONNECT_MILLIS = 3_000;
    private static final int ANSWER_MILLIS = 15_000;

    private final String base;
    private final String token;
    private final @Nullable PinnedTls tls;

    ApplianceClient(InetSocketAddress address, String token, @Nullable PinnedTls tls) {
        String host = address.getAddress().getHostAddress();
        this.tls = tls;
        this.base = (tls == null ? "http://" : "https://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + address.getPort();
        this.token = token;
    }

    /** The appliance that a configuration describes. */
    static ApplianceClient of(Path config) {
        try {
            Configuration configuration = configuration(config);
            String token = token(configuration.state());
            TlsMode mode = configuration.admin().tls();
            PinnedTls tls = mode instanceof TlsMode.Off ? null : new PinnedTls(mode, configuration.state());
            return new ApplianceClient(reachable(configuration.listen().admin()), token, tls);
        } catch (ConfigException e) {
            throw new CommandFailure(CommandFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    /** While the file is being mended, the appliance runs with the last good one: there it is reached. */
    static Configuration configuration(Path config) throws ConfigException {
        try {
            return ConfigLoader.load(config);
        } catch (ConfigException bad) {
            try {
                return LastGood.of(config);
            } catch (ConfigException none) {
                throw bad;
            }
        }
    }

    /** An answer's status and its JSON; the JSON is empty where there is none. */
    record Reply(int status, JsonObject body) {}

    JsonObject get(String path) throws JsonException {
        return succeed(call("GET", path, null));
    }

    JsonObject put(String path, JsonObject body) throws JsonException {
        return succeed(call("PUT", path, body));
    }

    JsonObject delete(String path) throws JsonException {
        return succeed(call("DELETE", path, null));
    }

    /** Text for one segment of a path, or for a parameter's value. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The reply whatever its status. */
    Reply call(String method, String path, @Nullable JsonObject body) throws JsonException {
        try {
            HttpURLConnection c =
                    (HttpURLConnection) URI.create(base + path).toURL().openConnection(Proxy.NO_PROXY);
            if (tls != null) {
                tls.on((HttpsURLConnection) c);
            }
            c.setConnectTimeout(CONNECT_MILLIS);
            c.setReadTimeout(ANSWER_MILLIS);
            c.setInstanceFollowRedirects(false);
            c.setRequestMethod(method);
            c.setRequestProperty("Authorization", "Bearer " + token);
            c.setRequestProperty("X-Earmuff-Source", "command");
            if (body != null) {
                c.setDoOutput(true);
                c.setRequestProperty("Content-Type", "application/json");
                c.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
            }
            int status = c.getResponseCode();
            String type = c.getContentType();
            String text = text(status < 400 ? c.getInputStream() : c.getErrorStream());
            boolean json = type != null && type.contains("json");
            return new Reply(status, json ? Json.readObject(text) : new JsonObject());
        } catch (JsonException e) {
            throw e;
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.NOT_REACHABLE,
                    "the appliance does not answer at " + base + " (" + e.getMessage()
                            + "): is it running, does admin.allow let this machine in, and is this machine's address in no speaker's match?");
        }
    }

    private static JsonObject succeed(Reply reply) throws JsonException {
        if (reply.status() < 400) {
            return reply.body();
        }
        String detail = reply.body().text("detail");
        boolean ours = reply.status() == 400 || reply.status() == 404;
        throw new CommandFailure(
                ours ? CommandFailure.USAGE : CommandFailure.FAILED,
                detail == null ? "the appliance answers " + reply.status() : detail);
    }

    private static String text(@Nullable InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One listening on every address is reached on this machine's own. */
    private static InetSocketAddress reachable(InetSocketAddress listen) {
        InetAddress address = listen.getAddress();
        return address == null || address.isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.getPort())
                : listen;
    }

    private static String token(Path state) {
        Path file = state.resolve("admin.token");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    CommandFailure.NOT_REACHABLE,
                    file + " is not there, so no appliance runs with this configuration: start one, or name the"
                            + " configuration of the one that runs by --config");
        } catch (AccessDeniedException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, file + " cannot be read by this user: run the command with sudo");
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, file + " cannot be read: " + e.getMessage());
        }
    }
}
