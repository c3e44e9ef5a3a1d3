package org.earmuff.admin;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Every word that pages say, from {@code web/words.properties}: one file to translate. {@code {0}}, {@code {1}} stand for what is put in;
 * unlike {@link java.text.MessageFormat} an apostrophe means itself.
 */
final class Phrases {

    private static final Properties WORDS = read();

    private Phrases() {}

    private static Properties read() {
        Properties words = new Properties();
        try {
            words.load(new StringReader(Assets.text("words.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /** Throws where there is no such phrase: a page that lacks words must not pass a test. */
    static String say(String key, Object... values) {
        String phrase = WORDS.getProperty(key);
        if (phrase == null) {
            throw new IllegalStateException("words.properties lacks " + key);
        }
        StringBuilder out = new StringBuilder(phrase.length() + 16);
        int from = 0;
        for (int open = phrase.indexOf('{'); open >= 0; open = phrase.indexOf('{', from)) {
            int close = phrase.indexOf('}', open);
            out.append(phrase, from, open).append(values[Integer.parseInt(phrase.substring(open + 1, close))]);
            from = close + 1;
        }
        return out.append(phrase, from, phrase.length()).toString();
    }

    /** One thing or several, by the keys {@code KEY.one} and {@code KEY.many}, with the number as {@code {0}}. */
    static String count(String key, long number) {
        return say(key + (number == 1 ? ".one" : ".many"), number);
    }

    /** The phrases of keys that begin so, without that beginning. */
    static Map<String, String> below(String prefix) {
        Map<String, String> found = new TreeMap<>();
        for (String key : WORDS.stringPropertyNames()) {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), WORDS.getProperty(key));
            }
        }
        return found;
    }
}
