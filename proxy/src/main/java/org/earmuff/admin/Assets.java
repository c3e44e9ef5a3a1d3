package org.earmuff.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The page's static files, from the jar. Only those named here exist. */
public final class Assets {

    private static final Map<String, String> TYPES = Map.of(
            "app.js", "text/javascript; charset=utf-8",
            "setup.js", "text/javascript; charset=utf-8",
            "style.css", "text/css; charset=utf-8",
            "forms.css", "text/css; charset=utf-8",
            "openapi.yaml", "application/yaml; charset=utf-8",
            "history.js", "text/javascript; charset=utf-8",
            "uPlot.esm.js", "text/javascript; charset=utf-8",
            "uPlot.min.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final Map<String, String> TEXTS = new ConcurrentHashMap<>();

    private final Map<String, Answer> read = new ConcurrentHashMap<>();

    /** The file, or that it has not changed. */
    public Answer answer(String name, Call call) {
        if (!TYPES.containsKey(name)) {
            throw new Problem(404, "there is no such file");
        }
        Answer whole = read.computeIfAbsent(name, Assets::read);
        return isKnown(
                        String.valueOf(whole.headers().get("ETag")),
                        call.headers().getAll("If-None-Match"))
                ? new Answer(304, whole.type(), new byte[0], whole.headers())
                : whole;
    }

    /** RFC 9110, 13.1.2: a list of tags, weak ones too, or a star for any. */
    private static boolean isKnown(String tag, List<String> known) {
        return known.stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .map(one -> one.startsWith("W/") ? one.substring(2) : one)
                .anyMatch(one -> one.equals("*") || one.equals(tag));
    }

    private static Answer read(String name) {
        byte[] bytes = bytes(name);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            String tag = '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
            String type = String.valueOf(TYPES.get(name));
            return new Answer(200, type, bytes, Map.of("ETag", tag, "Cache-Control", "no-cache"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A text beside the assets that is not served as it is. */
    static String text(String name) {
        return TEXTS.computeIfAbsent(name, n -> new String(bytes(n), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
