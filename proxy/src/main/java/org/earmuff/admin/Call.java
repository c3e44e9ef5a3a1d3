package org.earmuff.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.earmuff.admin.access.Asker;
import org.jspecify.annotations.Nullable;

/**
 * One request, free of Netty's buffers.
 *
 * @param path percent-decoded
 * @param query percent-decoded; each name at most once by {@link #only}
 * @param from the client's address
 * @param secure whether it came encrypted
 * @param asker who it is; {@code NOBODY} until {@link Guard} has looked
 * @param session the name of the session that it belongs to; empty for none
 * @param received what a form brought; null for nothing
 * @param renewed a {@code Set-Cookie} that its answer must carry; null for none
 */
public record Call(
        String method,
        String path,
        Map<String, List<String>> query,
        HttpHeaders headers,
        String body,
        InetAddress from,
        boolean secure,
        Asker asker,
        @Nullable String renewed,
        String session,
        @Nullable Received received) {

    private static final int MOST_PARAMETERS = 16;
    private static final int MOST_FIELDS = 512;

    /** Throws {@link Problem} where the address or its query is not well-formed. */
    static Call of(FullHttpRequest request, InetAddress from, boolean secure) {
        try {
            QueryStringDecoder uri =
                    new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8, true, MOST_PARAMETERS);
            return new Call(
                    request.method().name(),
                    uri.path(),
                    uri.parameters(),
                    request.headers().copy(),
                    text(request.content()),
                    from,
                    secure,
                    Asker.NOBODY,
                    null,
                    "",
                    request instanceof UploadDoor.Brought brought ? brought.received : null);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "the request's address is not well-formed: " + e.getMessage());
        }
    }

    /** Strict: what is not UTF-8 would be read as something else than was meant. */
    private static String text(ByteBuf content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(ByteBufUtil.getBytes(content)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Problem(400, "the request's body is not UTF-8");
        }
    }

    Call as(Asker known, String name) {
        return new Call(method, path, query, headers, body, from, secure, known, renewed, name, received);
    }

    Call renewing(@Nullable String cookie) {
        return new Call(method, path, query, headers, body, from, secure, asker, cookie, session, received);
    }

    /** Whether it carried the machine's token. */
    boolean trusted() {
        return asker == Asker.MACHINE;
    }

    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    @Nullable
    public String header(String name) {
        return headers.get(name);
    }

    /** The fields of a posted form; throws {@link Problem} where it is not well-formed. */
    public Map<String, List<String>> form() {
        try {
            return new QueryStringDecoder(body, StandardCharsets.UTF_8, false, MOST_FIELDS).parameters();
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "the form is not well-formed");
        }
    }

    /** A form's field; null where it is absent. */
    public @Nullable String field(String name) {
        List<String> values = isUpload() ? query.get(name) : form().get(name);
        return values == null ? null : values.get(0);
    }

    boolean isForm() {
        return isUpload() || is("application/x-www-form-urlencoded");
    }

    boolean isJson() {
        return is("application/json");
    }

    /** A form that brings a file has its other fields in its address: they are wanted before the file is. */
    private boolean isUpload() {
        return is("multipart/form-data");
    }

    private boolean is(String wanted) {
        String type = header("Content-Type");
        return type != null && type.regionMatches(true, 0, wanted, 0, wanted.length());
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
    public @Nullable String parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.get(0).isBlank() ? null : values.get(0);
    }
}
