package org.earmuff.admin;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request, free of Netty's buffers.
 *
 * @param path percent-decoded
 * @param query percent-decoded; each name at most once by {@link #only}
 * @param trusted whether it carried the right token
 */
record Call(
        String method,
        String path,
        Map<String, List<String>> query,
        HttpHeaders headers,
        String body,
        boolean trusted) {

    private static final int MOST_PARAMETERS = 16;

    /** Throws {@link Problem} where the address or its query is not well-formed. */
    static Call of(FullHttpRequest request) {
        try {
            QueryStringDecoder uri =
                    new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8, true, MOST_PARAMETERS);
            return new Call(
                    request.method().name(),
                    uri.path(),
                    uri.parameters(),
                    request.headers().copy(),
                    request.content().toString(StandardCharsets.UTF_8),
                    false);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "the request's address is not well-formed: " + e.getMessage());
        }
    }

    Call asTrusted() {
        return new Call(method, path, query, headers, body, true);
    }

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    /** Refuses parameters other than these, and any that is given twice. */
    Call only(Set<String> names) {
        query.forEach((name, values) -> {
            if (!names.contains(name)) {
                throw new Problem(
                        400,
                        names.isEmpty()
                                ? "\"" + name + "\" is unknown: no parameters are taken here"
                                : "\"" + name + "\" is unknown; known are: " + String.join(", ", names));
            }
            if (values.size() != 1) {
                throw new Problem(400, "\"" + name + "\" is given " + values.size() + " times");
            }
        });
        return this;
    }

    /** A parameter's value; null where it is absent or empty. */
    @Nullable
    String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.get(0).isBlank() ? null : values.get(0);
    }
}
