package org.earmuff.words;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every word that pages say, from {@code words.properties}, which is English, and over it {@code words_LANGUAGE.properties} of the
 * language that the appliance runs in (Java's default locale, which is the {@code LANG} of its service), where there is one. What that
 * lacks stays English. {@code {0}}, {@code {1}} stand for what is put in; unlike {@link java.text.MessageFormat} an apostrophe means
 * itself.
 */
public final class Phrases {

    private static final Pattern HOLE = Pattern.compile("\\{(\\d)}");
    private static final Properties WORDS = read(Locale.getDefault().getLanguage());

    private Phrases() {}

    /** @param language as ISO 639 has it, such as {@code de} */
    static Properties read(String language) {
        Properties words = new Properties();
        load("words.properties", words);
        load("words_" + language + ".properties", words);
        return words;
    }

    private static void load(String name, Properties into) {
        try (InputStream in = Phrases.class.getResourceAsStream(name)) {
            if (in != null) {
                into.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws where there is no such phrase: a page that lacks words must not pass a test. */
    public static String say(String key, Object... values) {
        return say(key, UnaryOperator.identity(), values);
    }

    /**
     * A phrase for a text of another kind.
     *
     * @param dress what is done to the phrase before the values are put in, such as escaping it
     */
    public static String say(String key, UnaryOperator<String> dress, Object... values) {
        String phrase = WORDS.getProperty(key);
        if (phrase == null) {
            throw new IllegalStateException("words.properties lacks " + key);
        }
        String dressed = dress.apply(phrase);
        return values.length == 0 ? dressed : HOLE.matcher(dressed).replaceAll(hole -> put(hole.group(1), values));
    }

    private static String put(String number, Object[] values) {
        return Matcher.quoteReplacement(String.valueOf(values[Integer.parseInt(number)]));
    }

    /** One thing or several, by the keys {@code KEY.one} and {@code KEY.many}, with the number as {@code {0}}. */
    public static String count(String key, long number) {
        return say(key + (number == 1 ? ".one" : ".many"), number);
    }

    /** The same with something more as {@code {1}}. */
    public static String count(String key, long number, String more) {
        return say(key + (number == 1 ? ".one" : ".many"), number, more);
    }

    /** The phrases of keys that begin so, without that beginning. */
    public static Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (String key : WORDS.stringPropertyNames()) {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), WORDS.getProperty(key));
            }
        }
        return found;
    }

    /** Whose names of days and months, and whose decimal point, go with the words. */
    public static Locale locale() {
        return Locale.forLanguageTag(say("language"));
    }

    /** A date as the language writes it, by the key of its pattern. */
    public static DateTimeFormatter date(String key) {
        return DateTimeFormatter.ofPattern(say(key), locale());
    }
}
