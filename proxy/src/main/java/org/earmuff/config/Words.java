package org.earmuff.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.earmuff.home.IpText;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Parsers of single values. Each throws {@link IllegalArgumentException} with a clause for the user: what is wrong and what would be
 * right.
 */
final class Words {

    /** What means everyone or no one in rules, commands and labels. */
    static final Set<String> RESERVED = Set.of("all", "unknown");

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,14}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int LONGEST_TITLE = 64;

    private Words() {}

    static String schema(String text) {
        if (!text.equals("1")) {
            throw new IllegalArgumentException("is no schema that this version reads; write 1");
        }
        return text;
    }

    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not a name; write a-z, 0-9 and - inside it, 63 at most, like kitchen or kids-room-2");
        }
        return text;
    }

    static String ownName(String text) {
        if (RESERVED.contains(text)) {
            throw new IllegalArgumentException("is a word with a meaning of its own; choose another name");
        }
        return name(text);
    }

    /** A name for people: a room, a household. */
    static String title(String text) {
        if (text.isBlank() || text.length() > LONGEST_TITLE || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "is not a name to show; write 1 to " + LONGEST_TITLE + " letters, like Living room");
        }
        return text.strip();
    }

    static String profile(String text) {
        return oneOf(text, Profile.NAMES, "profile");
    }

    static Verdict verdict(String text) {
        return switch (oneOf(text, List.of("allow", "withhold", "refuse"), "verdict")) {
            case "allow" -> Verdict.ALLOW;
            case "refuse" -> Verdict.REFUSE;
            default -> Verdict.WITHHOLD;
        };
    }

    static String quic(String text) {
        return oneOf(text, List.of("refuse", "relay"), "way to treat QUIC");
    }

    static String calls(String text) {
        return oneOf(text, List.of("allow", "withhold", "refuse"), "verdict");
    }

    static String mode(String text) {
        return oneOf(text, List.of("enforce", "shadow"), "mode");
    }

    /** There is one way to say so; the absence of the key is the other. */
    static boolean refuse(String text) {
        if (!text.equals("true")) {
            throw new IllegalArgumentException("is not true; write refuse: true, or remove the line");
        }
        return true;
    }

    static MuteOrder.Style style(String text) {
        String word = oneOf(text, List.of("withhold", "refuse"), "style");
        return word.equals("refuse") ? MuteOrder.Style.REFUSE : MuteOrder.Style.WITHHOLD;
    }

    static String oneOf(String text, List<String> words, String what) {
        if (!words.contains(text)) {
            throw new IllegalArgumentException("is no " + what + "; write "
                    + String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1));
        }
        return text;
    }

    static ZoneId zone(String text) {
        Set<String> zones = ZoneId.getAvailableZoneIds();
        if (!zones.contains(text)) {
            throw new IllegalArgumentException("is no IANA time zone; write one like "
                    + zones.stream()
                            .filter(z -> isNear(text, z))
                            .sorted()
                            .findFirst()
                            .orElse("Europe/Berlin"));
        }
        return ZoneId.of(text);
    }

    private static boolean isNear(String text, String zone) {
        String word =
                text.substring(text.lastIndexOf('/') + 1).replace(' ', '_').toLowerCase(Locale.ROOT);
        String city = zone.substring(zone.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return zone.indexOf('/') > 0 && city.equals(word);
    }

    static Path folder(String text) {
        return fullPath(text, "a folder's", "/var/lib/earmuff");
    }

    static Path file(String text, String example) {
        return fullPath(text, "a file's", example);
    }

    private static Path fullPath(String text, String whose, String example) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            // The message below says what is right.
        }
        throw new IllegalArgumentException("is not " + whose + " full path; write one like " + example);
    }

    static String networkInterface(String text) {
        int at = text.indexOf('@');
        if (at > 0 && INTERFACE.matcher(text.substring(0, at)).matches()) {
            throw new IllegalArgumentException("is more than the interface's name; write " + text.substring(0, at));
        }
        if (!INTERFACE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not a network interface's name; write one that \"ip link\" lists, like br-lan");
        }
        if (text.equals("lo")) {
            throw new IllegalArgumentException(
                    "is this machine's own loopback, behind which no speaker is; write the LAN's interface, like br-lan");
        }
        return text;
    }

    static String hostName(String text) {
        if (!HOST_NAME.matcher(text).matches() || text.contains("..")) {
            throw new IllegalArgumentException("is not a host name; write one like earmuff.lan, without a port");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    static OptionalInt portOrNone(String text) {
        if (text.equals("none")) {
            return OptionalInt.empty();
        }
        int port = port(text);
        if (port < 0) {
            throw new IllegalArgumentException("is not a port; write a number from 1 to 65535, like 15443, or none");
        }
        return OptionalInt.of(port);
    }

    static InetSocketAddress endpoint(String text) {
        int colon = text.lastIndexOf(':');
        InetAddress address = colon < 0 ? null : address(text.substring(0, colon));
        int port = port(text.substring(colon + 1));
        if (address == null || port < 0) {
            throw new IllegalArgumentException(
                    "is not an address and a port; write one like 127.0.0.1:8480 or [::1]:8480");
        }
        return new InetSocketAddress(address, port);
    }

    /** The same where the text may also be {@code none}, which the caller has seen to. */
    static InetSocketAddress endpointOrNone(String text) {
        try {
            return endpoint(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", or none", e);
        }
    }

    private static @Nullable InetAddress address(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inside = bracketed ? host.substring(1, host.length() - 1) : host;
        return bracketed == inside.contains(":") ? IpText.parse(inside) : null;
    }

    /** -1 where it is none. */
    private static int port(String text) {
        int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : -1;
        return port <= 65_535 ? port : -1;
    }
}
