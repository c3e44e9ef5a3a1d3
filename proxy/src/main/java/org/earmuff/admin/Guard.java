package org.earmuff.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. A connection is judged by its address, before anything is read; a request by its headers, before it is looked at.
 * The package's comment tells the thoughts behind it.
 */
final class Guard {

    /** A page of another site cannot set it without asking first, and nobody who asks is told yes. */
    static final String OUR_HEADER = "X-Earmuff";

    private static final String BEARER = "Bearer ";

    private final AdminSettings settings;
    private final AdminToken token;
    private final Function<InetAddress, CompletionStage<Boolean>> isSpeaker;
    private final String formToken = AdminToken.random();

    Guard(AdminSettings settings, AdminToken token, Function<InetAddress, CompletionStage<Boolean>> isSpeaker) {
        this.settings = settings;
        this.token = token;
        this.isSpeaker = isSpeaker;
    }

    /** What the page's own forms carry; other sites cannot read it. */
    String formToken() {
        return formToken;
    }

    /** Completed on any thread, and at once where the address alone tells. */
    CompletionStage<Boolean> mayConnect(InetAddress address) {
        return settings.allow().stream().anyMatch(block -> block.contains(address))
                ? isSpeaker.apply(address).thenApply(speaker -> !speaker)
                : CompletableFuture.completedFuture(false);
    }

    /** The call, marked where it carries the token; throws {@link Problem} where it is refused. */
    Call admit(Call call) {
        requireOurHost(call);
        String authorization = call.header("Authorization");
        if (authorization != null) {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    || !token.matches(authorization.substring(BEARER.length()).strip())) {
                throw new Problem(
                        401, "the token is not the one in " + AdminToken.FILE + " of the appliance's state folder");
            }
            return call.asTrusted();
        }
        requireOurPage(call);
        return call;
    }

    /** For the form: its token stands in for the header that a form cannot set. */
    void requireFormToken(@Nullable String sent) {
        if (sent == null
                || !java.security.MessageDigest.isEqual(
                        sent.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        formToken.getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            throw new Problem(403, "this form is from before the last start of Earmuff: load the page again");
        }
    }

    private void requireOurHost(Call call) {
        List<String> hosts = call.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            throw new Problem(400, "a request needs exactly one Host header");
        }
        String host = hostOf(hosts.get(0));
        boolean ours = host.equals("localhost")
                || settings.names().contains(host)
                || NetUtil.isValidIpV4Address(host)
                || NetUtil.isValidIpV6Address(host);
        if (!ours) {
            throw new Problem(
                    403,
                    "\"" + host
                            + "\" is not a name of this appliance: use its address, or add the name to admin.names in"
                            + " the configuration");
        }
    }

    private void requireOurPage(Call call) {
        String site = call.header("Sec-Fetch-Site");
        boolean fromElsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean followsLink = call.method().equals("GET")
                && call.path().equals("/")
                && "navigate".equals(call.header("Sec-Fetch-Mode"))
                && "document".equals(call.header("Sec-Fetch-Dest"));
        if (fromElsewhere && !followsLink) {
            throw new Problem(403, "requests from other sites are refused");
        }
        boolean form = call.path().equals(Router.FORM);
        String origin = call.header("Origin");
        // Under our referrer policy a browser sends "null" with a form; the form's token tells then.
        if (origin != null && !isOurs(origin, call) && !(form && origin.equals("null"))) {
            throw new Problem(403, "requests from other sites are refused");
        }
        if (!call.reads() && !form && call.header(OUR_HEADER) == null) {
            throw new Problem(
                    401,
                    "to change something, send \"Authorization: Bearer\" and the token in " + AdminToken.FILE
                            + " of the appliance's state folder");
        }
    }

    private static boolean isOurs(String origin, Call call) {
        String host = String.valueOf(call.header("Host")).toLowerCase(Locale.ROOT);
        return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
    }

    /** The Host header without its port, brackets and last dot. */
    private static String hostOf(String header) {
        String host = header.strip().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.lastIndexOf(':');
        if (colon >= 0) {
            host = host.substring(0, colon);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
