package org.earmuff.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.admin.access.Secrets;
import org.jspecify.annotations.Nullable;

/** Whether a request comes from our own pages or from a program, and not from a page of another site in somebody's browser. */
public final class Provenance {

    /** A page of another site cannot set it without asking first, and nobody who asks is told yes. */
    static final String OUR_HEADER = "X-Earmuff";

    /** RFC 9110, without the zones of RFC 6874: nobody's browser sends them. */
    private static final Pattern HOST =
            Pattern.compile("(?:\\[(?<address>[0-9a-f:.]+)]|(?<name>[^\\[\\]:]*))(?::[0-9]{1,5})?");

    private final Supplier<Set<String>> names;
    private final String formToken = AdminToken.random();

    /** @param names Host headers accepted besides addresses and {@code localhost}, in lower case */
    public Provenance(Supplier<Set<String>> names) {
        this.names = names;
    }

    /** What our own forms carry as {@code token}; other sites cannot read it. */
    public String formToken() {
        return formToken;
    }

    private void requireFormToken(@Nullable String sent) {
        if (sent == null || !Secrets.same(sent, formToken)) {
            throw new Problem(403, "this form is from before the last start of Earmuff: load the page again");
        }
    }

    /** Against DNS rebinding: a page of another name must not reach us by its own. Throws {@link Problem}. */
    public void requireOurHost(Call call) {
        List<String> hosts = call.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            throw new Problem(400, "a request needs exactly one Host header");
        }
        String host = hostOf(hosts.get(0));
        boolean ours = host != null
                && (host.equals("localhost")
                        || names.get().contains(host)
                        || NetUtil.isValidIpV4Address(host)
                        || NetUtil.isValidIpV6Address(host));
        if (!ours) {
            throw new Problem(
                    403,
                    "\"" + (host == null ? hosts.get(0) : host)
                            + "\" is not a name of this appliance: use its address, or add the name to admin.names in"
                            + " the configuration");
        }
    }

    /**
     * No other site may ask in a browser's name. To change something, a request must show that it is from our own page: by the Origin or
     * Sec-Fetch-Site that a browser sends of itself, by a header that other sites cannot set, or by the token in our forms.
     */
    public void requireOurPage(Call call) {
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
        } else if (call.header(OUR_HEADER) == null && !"same-origin".equals(site) && !isProgram(call, site)) {
            throw new Problem(
                    401,
                    "to change something, send the header \"" + OUR_HEADER
                            + "\" with any value, or \"Authorization: Bearer\" and" + " the token in " + AdminToken.FILE
                            + " of the appliance's state folder");
        }
    }

    /**
     * Whether it is a program that logs in, or shows the cookie that it got. A browser asks a site before it sends it such a request for
     * another one (the Fetch standard's preflight), and nobody who asks here is told yes; and it says where each comes from.
     */
    private static boolean isProgram(Call call, @Nullable String site) {
        boolean asksFirst =
                call.isJson() || call.method().equals("PUT") || call.method().equals("DELETE");
        return site == null && asksFirst && (call.path().equals(Rights.SESSION) || SessionCookie.of(call) != null);
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

    /** The Host header without its port, brackets and last dot; null where it is not exactly of that form. */
    private static @Nullable String hostOf(String header) {
        Matcher parts = HOST.matcher(header.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return null;
        }
        String address = parts.group("address");
        String host = address == null ? parts.group("name") : address;
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
