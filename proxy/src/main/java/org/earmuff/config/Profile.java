package org.earmuff.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.names.NamePattern;

/**
 * A vendor's habits, from its data file in module rules.
 *
 * @param name as it is written in a configuration
 * @param telemetry names of figures about the device's use, which it goes on without
 * @param sound names that sound may go to; a hint for people alone, for most flows have no name
 * @param macPrefixes the first three bytes of addresses seen, such as {@code 44:65:0d}
 */
public record Profile(String name, List<NamePattern> telemetry, List<NamePattern> sound, List<String> macPrefixes) {

    /** All that there are. */
    public static final List<String> NAMES = List.of("amazon-echo", "google-nest", "apple-homepod", "sonos", "generic");

    private static final Pattern MAC_PREFIX = Pattern.compile("([0-9a-f]{2}:){2}[0-9a-f]{2}");

    public Profile {
        telemetry = List.copyOf(telemetry);
        sound = List.copyOf(sound);
        macPrefixes = List.copyOf(macPrefixes);
    }

    /**
     * Reads a profile.
     *
     * @throws IllegalArgumentException with a clause for the user, where there is none of that name
     */
    public static Profile of(String name) {
        String known = Words.oneOf(name, NAMES, "profile");
        String file = "profiles/" + known + ".yaml";
        Problems problems = new Problems(file);
        try (InputStream in = RuleBook.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the program has no file " + file);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Node.Mapping root = Marked.read(text, "", problems);
            problems.throwIfAny();
            if (root == null) {
                throw new IllegalStateException(file + " is empty");
            }
            return new Profile(
                    known,
                    texts(root, "telemetry").stream().map(NamePattern::new).toList(),
                    texts(root, "sound").stream().map(NamePattern::new).toList(),
                    texts(root, "mac-prefixes").stream().map(Profile::macPrefix).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own file " + file + " cannot be read", e);
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The telemetry names of a profile.
     *
     * @throws IllegalArgumentException with a clause for the user, where there are none
     */
    static List<NamePattern> telemetry(String profile) {
        List<NamePattern> names = of(profile).telemetry();
        if (names.isEmpty()) {
            List<String> having = NAMES.stream()
                    .filter(other -> !of(other).telemetry().isEmpty())
                    .toList();
            throw new IllegalArgumentException("names a profile whose telemetry is not known; there is telemetry:"
                    + String.join(", telemetry:", having));
        }
        return names;
    }

    private static List<String> texts(Node.Mapping root, String key) {
        Node.Entry entry = root.entries().get(key);
        List<String> texts = new ArrayList<>();
        if (entry != null && entry.value() instanceof Node.Sequence list) {
            for (Node item : list.items()) {
                texts.add(((Node.Scalar) item).text());
            }
        }
        return texts;
    }

    private static String macPrefix(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!MAC_PREFIX.matcher(lower).matches()) {
            throw new IllegalStateException(text + " is no prefix of MAC addresses");
        }
        return lower;
    }
}
