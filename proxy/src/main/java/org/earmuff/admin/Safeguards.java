package org.earmuff.admin;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The headers of every answer, whatever it says: what a browser may do with it, and that it keeps none. */
final class Safeguards {

    private static final Map<String, String> ALL = new LinkedHashMap<>();

    static {
        ALL.put("cache-control", "no-store");
        ALL.put(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                        + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        ALL.put("X-Content-Type-Options", "nosniff");
        ALL.put("Referrer-Policy", "same-origin");
        ALL.put("X-Frame-Options", "DENY");
        ALL.put("Cross-Origin-Opener-Policy", "same-origin");
        ALL.put("Cross-Origin-Resource-Policy", "same-origin");
    }

    private Safeguards() {}

    static void put(HttpHeaders headers) {
        ALL.forEach(headers::set);
    }

    /** As they stand in an answer that is written by hand. */
    static String lines() {
        return ALL.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue() + "\r\n")
                .collect(Collectors.joining());
    }
}
