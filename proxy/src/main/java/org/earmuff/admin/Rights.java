package org.earmuff.admin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.StringJoiner;
import org.earmuff.admin.access.Asker;

/** What needs which proof. What is not named here and changes something needs the password or the machine's token. */
final class Rights {

    static final String LOGIN = "/login";
    static final String LOGOUT = "/logout";
    static final String SESSION = "/api/v1/session";
    /** A guest link, followed by its token. */
    static final String GUEST = "/g/";

    static final String ASSETS = "/assets/";

    private static final Set<String> OPEN =
            Set.of(LOGIN, LOGOUT, SESSION, "/healthz", "/readyz", "/metrics", "/ca.crt", "/api/openapi.yaml");
    private static final int LONGEST_QUERY = 1000;
    private static final String MUTES = "/api/v1/mutes";

    private Rights() {}

    /** Whether a call needs no proof. */
    static boolean isOpen(Call call) {
        String path = call.path();
        return OPEN.contains(path) || path.startsWith(ASSETS) || path.startsWith(GUEST);
    }

    /** Whether a path is a page for people, rather than something for programs. */
    static boolean isPage(String path) {
        return !path.startsWith("/api/") && !path.startsWith(ASSETS);
    }

    /** Path and query of a page, to come back to; without the query where that is long. */
    private static String address(Call call) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        call.query().forEach((name, values) -> values.forEach(v -> query.add(encode(name) + "=" + encode(v))));
        return call.path() + (query.length() > LONGEST_QUERY ? "" : query);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Throws where whoever asks may not do this; sends a person to the log-in page. */
    static void require(Call call) {
        Asker asker = call.asker();
        if (asker == Asker.NOBODY) {
            boolean browses = call.reads() && isPage(call.path()) && call.header(Provenance.OUR_HEADER) == null;
            if (browses) {
                String to = address(call);
                throw Problem.elsewhere(LOGIN + (to.equals("/") ? "" : "?to=" + encode(to)));
            }
            throw new Problem(
                    401,
                    "log in at " + LOGIN + ", or send \"Authorization: Bearer\" and the token in " + AdminToken.FILE
                            + " of the appliance's state folder");
        }
        if (call.reads()) {
            return;
        }
        String path = call.path();
        boolean mutes = path.equals(Router.FORM) || path.equals(MUTES) || path.startsWith(MUTES + "/");
        if (asker == Asker.GUEST) {
            throw new Problem(403, "a guest link is for looking only: log in with the password to change something");
        }
        if (path.equals(UploadRoom.FORM) && asker.maySeeDestinations()) {
            return;
        }
        if (!(mutes ? asker.mayMute() : asker.mayAdminister())) {
            throw new Problem(
                    401,
                    "this needs \"Authorization: Bearer\" and the token in " + AdminToken.FILE
                            + " of the appliance's state folder, or a password: set one with \"earmuff password\"");
        }
    }
}
