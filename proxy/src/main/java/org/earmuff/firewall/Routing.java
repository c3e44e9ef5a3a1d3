package org.earmuff.firewall;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The policy routing that delivers marked packets to this box although they are addressed elsewhere: for each LAN
 * interface and IP version one rule, and for each version one route.
 *
 * <p>Rules name the interface, not only the mark: reverse-path checks that take the mark into account
 * ({@code src_valid_mark}, which WireGuard's tools set) ask without the interface and so never meet this table.
 */
final class Routing {

    /** RTN_LOCAL, as {@code ip -N} prints it. */
    private static final String LOCAL_TYPE = "2";

    private static final Path IP6_INTERFACES = Path.of("/proc/net/if_inet6");

    private final Programs programs;

    Routing(Programs programs) {
        this.programs = programs;
    }

    /** The commands that {@link #ensure} would run on a box where nothing is set, for people to read. */
    static List<String> commands(FirewallSettings settings) {
        List<String> commands = new ArrayList<>();
        for (String version : List.of("-4", "-6")) {
            for (String name : new TreeSet<>(settings.interfaces())) {
                commands.add("ip " + String.join(" ", rule(version, "add", name)));
            }
            commands.add("ip " + String.join(" ", route(version)));
        }
        return commands;
    }

    /** Adds what is missing. Harmless by itself: until the table marks packets no rule applies. */
    void ensure(FirewallSettings settings) throws FirewallException {
        for (String version : versions()) {
            refuseForeignRoutes(version);
            Set<String> present = interfacesOfOurRules(version);
            for (String name : new TreeSet<>(settings.interfaces())) {
                if (!present.contains(name)) {
                    ip(rule(version, "add", name));
                }
            }
            ip(route(version));
        }
    }

    /** Removes rules of interfaces that are no longer configured. */
    void removeStale(FirewallSettings settings) throws FirewallException {
        for (String version : versions()) {
            Set<String> stale = interfacesOfOurRules(version);
            settings.interfaces().forEach(stale::remove);
            for (String name : stale) {
                ip(rule(version, "del", name));
            }
        }
    }

    /** Whether any rule of ours leads to the listener. Needs no privilege. */
    boolean isThere() throws FirewallException {
        return !interfacesOfOurRules("-4").isEmpty();
    }

    /** What {@link #ensure} and {@link #removeStale} would change, and what stands in their way, each as a clause. */
    List<String> differences(FirewallSettings settings) throws FirewallException {
        List<String> differences = new ArrayList<>();
        for (String version : versions()) {
            Set<String> stale = interfacesOfOurRules(version);
            for (String name : new TreeSet<>(settings.interfaces())) {
                if (!stale.remove(name)) {
                    differences.add("the routing rule for " + name + " is missing (ip " + version
                            + " rule): what the table hands over is dropped");
                }
            }
            stale.forEach(name -> differences.add("there is a routing rule for " + name + " (ip " + version
                    + " rule), which lan.interfaces does not name"));
            boolean ours = false;
            for (Map<String, String> route : routes(version)) {
                ours |= isOurs(route);
                if (!isOurs(route)) {
                    differences.add("routing table " + Marking.TABLE + " has a route of something else, " + route
                            + " (ip " + version + " route show table " + Marking.TABLE + "): move that elsewhere");
                }
            }
            if (!ours) {
                differences.add("the local route is missing (ip " + version + " route show table " + Marking.TABLE
                        + "): what the table hands over is dropped");
            }
        }
        return differences;
    }

    void remove() throws FirewallException {
        for (String version : versions()) {
            for (String name : interfacesOfOurRules(version)) {
                ip(rule(version, "del", name));
            }
            for (Map<String, String> route : routes(version)) {
                if (isOurs(route)) {
                    ip(version, "route", "del", "local", "default", "dev", "lo", "table", Marking.TABLE);
                }
            }
        }
    }

    List<String> interfacesOfDefaultRoutes() throws FirewallException {
        List<String> names = new ArrayList<>();
        for (Map<String, String> route : IpAnswer.parse(ip("-4", "-N", "-j", "route", "show", "default"))) {
            names.add(route.getOrDefault("dev", ""));
        }
        return names;
    }

    private static String[] rule(String version, String verb, String name) {
        return new String[] {
            version,
            "rule",
            verb,
            "priority",
            Marking.TABLE,
            "iif",
            name,
            "fwmark",
            Marking.MARK + "/" + Marking.MASK,
            "lookup",
            Marking.TABLE
        };
    }

    private static String[] route(String version) {
        return new String[] {version, "route", "replace", "local", "default", "dev", "lo", "table", Marking.TABLE};
    }

    /** A kernel without IPv6 has no IPv6 packets to route either. */
    private static List<String> versions() {
        return Files.exists(IP6_INTERFACES) ? List.of("-4", "-6") : List.of("-4");
    }

    private Set<String> interfacesOfOurRules(String version) throws FirewallException {
        Set<String> names = new TreeSet<>();
        for (Map<String, String> rule : IpAnswer.parse(ip(version, "-N", "-j", "rule", "show"))) {
            if (Marking.TABLE.equals(rule.getOrDefault("table", ""))
                    && Marking.TABLE.equals(rule.getOrDefault("priority", ""))
                    && sameNumber(Marking.MARK, rule.getOrDefault("fwmark", ""))
                    && sameNumber(Marking.MASK, rule.getOrDefault("fwmask", ""))) {
                names.add(rule.getOrDefault("iif", ""));
            }
        }
        return names;
    }

    private void refuseForeignRoutes(String version) throws FirewallException {
        for (Map<String, String> route : routes(version)) {
            if (!isOurs(route)) {
                throw new FirewallException("routing table " + Marking.TABLE + ", which Earmuff uses, has a route of"
                        + " something else: " + route + "; see `ip " + version + " route show table " + Marking.TABLE
                        + "`, and move that to another table");
            }
        }
    }

    private List<Map<String, String>> routes(String version) throws FirewallException {
        Programs.Answer answer = programs.run("", "ip", version, "-N", "-j", "route", "show", "table", Marking.TABLE);
        if (!answer.ok() && answer.err().contains("FIB table does not exist")) {
            return List.of();
        }
        return IpAnswer.parse(require(answer, "ip " + version + " route show table " + Marking.TABLE));
    }

    private static boolean isOurs(Map<String, String> route) {
        String type = route.getOrDefault("type", "");
        return LOCAL_TYPE.equals(type)
                && route.getOrDefault("dst", "").equals("default")
                && route.getOrDefault("dev", "").equals("lo");
    }

    private static boolean sameNumber(String ours, String theirs) {
        try {
            return Long.decode(ours).equals(Long.decode(theirs));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String ip(String... arguments) throws FirewallException {
        return require(programs.run("", "ip", arguments), "ip " + String.join(" ", arguments));
    }

    private static String require(Programs.Answer answer, String command) throws FirewallException {
        if (!answer.ok()) {
            throw new FirewallException(
                    command + " failed: " + answer.err().strip() + "\n" + Remedy.forIp(answer.err()));
        }
        return answer.out();
    }
}
