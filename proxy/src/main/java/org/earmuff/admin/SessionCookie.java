package org.earmuff.admin;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.time.Duration;
import org.earmuff.admin.access.Asker;
import org.jspecify.annotations.Nullable;

/**
 * The session's cookie (RFC 6265bis): not for scripts, never sent by other sites, and over TLS with the prefix {@code __Host-}, which
 * keeps other hosts of the domain and plain text from setting it.
 */
public final class SessionCookie {

    private static final String PLAIN = "earmuff";
    private static final String SECURE = "__Host-earmuff";
    private static final Duration OWNER_AGE = Duration.ofDays(30);
    private static final Duration GUEST_AGE = Duration.ofDays(90);

    private SessionCookie() {}

    private static String name(boolean secure) {
        return secure ? SECURE : PLAIN;
    }

    /** Its value in a request; null where there is none. */
    public static @Nullable String of(Call call) {
        String header = call.header("Cookie");
        if (header == null) {
            return null;
        }
        return ServerCookieDecoder.STRICT.decodeAll(header).stream()
                .filter(c -> c.name().equals(name(call.secure())))
                .map(Cookie::value)
                .findFirst()
                .orElse(null);
    }

    /** The header that sets it. */
    public static String set(String value, Asker asker, boolean secure) {
        return header(value, asker == Asker.GUEST ? GUEST_AGE : OWNER_AGE, secure);
    }

    /** The header that takes it away. */
    static String clear(boolean secure) {
        return header("", Duration.ZERO, secure);
    }

    private static String header(String value, Duration age, boolean secure) {
        DefaultCookie cookie = new DefaultCookie(name(secure), value);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setSameSite(SameSite.Strict);
        cookie.setMaxAge(age.toSeconds());
        return ServerCookieEncoder.STRICT.encode(cookie);
    }
}
