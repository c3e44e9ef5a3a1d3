package org.earmuff.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.earmuff.admin.access.Access;
import org.earmuff.admin.access.Asker;
import org.earmuff.admin.access.Secrets;
import org.earmuff.admin.access.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. A connection is judged by its address, before anything is read; a request by its headers, before it is looked at.
 * The package's comment tells the thoughts behind it.
 */
final class Guard {

    /** A page of another site cannot set it without asking first, and nobody who asks is told yes. */
    static final String OUR_HEADER = "X-Earmuff";

    private static final String BEARER = "Bearer ";

    private final Supplier<AdminSettings> settings;
    private final AdminToken token;
    private final Function<InetAddress, CompletionStage<Boolean>> isSpeaker;
    private final Access access;
    private final String formToken = AdminToken.random();

    Guard(
            Supplier<AdminSettings> settings,
            AdminToken token,
            Function<InetAddress, CompletionStage<Boolean>> isSpeaker,
            Access access) {
        this.access = access;
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
        return isAllowed(address)
                ? isSpeaker.apply(address).thenApply(speaker -> !speaker)
                : CompletableFuture.completedFuture(false);
    }

    /** Whether {@code admin.allow} has the address, speaker or not. */
    boolean isAllowed(InetAddress address) {
        return settings.get().allow().stream().anyMatch(block -> block.contains(address));
    }

    /** The call, and who makes it; throws {@link Problem} where it is refused. */
    Call admit(Call call) {
        requireOurHost(call);
        String authorization = call.header("Authorization");
        if (authorization != null) {
            if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                    || !token.matches(authorization.substring(BEARER.length()).strip())) {
                throw new Problem(
                        401, "the token is not the one in " + AdminToken.FILE + " of the appliance's state folder");
            }
            return call.as(Asker.MACHINE, null);
        }
        requireOurPage(call);
        Call known = known(call);
        if (!Rights.isOpen(call)) {
            Rights.require(known);
        }
        return known;
    }

    /** Who a cookie says it is; without a password nobody needs one. */
    private Call known(Call call) {
        if (!access.passwords().areSet()) {
            return call.as(Asker.ANYONE, null);
        }
        String cookie = SessionCookie.of(call);
        if (cookie == null) {
            return call;
        }
        Sessions.Seen seen = access.look(cookie, call.from());
        String fresh = seen.fresh();
        return call.as(seen.asker(), fresh == null ? null : SessionCookie.set(fresh, seen.asker(), call.secure()));
    }

    private void requireFormToken(@Nullable String sent) {
        if (sent == null || !Secrets.same(sent, formToken)) {
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
                || settings.get().names().contains(host)
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

    /**
     * No other site may ask in a browser's name. To change something, a request must show that it is from our own page: by the Origin or
     * Sec-Fetch-Site that a browser sends of itself, by a header that other sites cannot set, or by the token in our forms.
     */
    private void requireOurPage(Call call) {
        String site = call.header("Sec-Fetch-Site");
        boolean fromElsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
        String origin = call.header("Origin");
        boolean foreign = origin != null && !origin.equals("null") && !isOurs(origin, call);
        if (foreign || (fromElsewhere && !followsLink(call))) {
            throw new Problem(403, "requests from other sites are refused");
        }
        if (call.reads() || isOurs(origin, call)) {
            return;
        }
        if (call.isForm()) {
            if (!"same-origin".equals(site)) {
                requireFormToken(call.field("token"));
            }
        } else if (origin != null) {
            throw new Problem(403, "requests from other sites are refused");
        } else if (call.header(OUR_HEADER) == null && !"same-origin".equals(site)) {
            throw new Problem(
                    401,
                    "to change something, send \"Authorization: Bearer\" and the token in " + AdminToken.FILE
                            + " of the appliance's state folder");
        }
    }

    private static boolean followsLink(Call call) {
        return call.method().equals("GET")
                && Rights.isPage(call.path())
                && "navigate".equals(call.header("Sec-Fetch-Mode"))
                && "document".equals(call.header("Sec-Fetch-Dest"));
    }

    /** Over TLS the page was, too; in plain text a proxy in front may have taken TLS off. */
    private static boolean isOurs(@Nullable String origin, Call call) {
        String host = String.valueOf(call.header("Host")).toLowerCase(Locale.ROOT);
        return origin != null
                && (origin.equalsIgnoreCase("https://" + host)
                        || (!call.secure() && origin.equalsIgnoreCase("http://" + host)));
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
