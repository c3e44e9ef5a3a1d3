package org.earmuff.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.words.Phrases;

/**
 * A piece of a page: a template of the jar with {@code {{name}}} for text, which is always escaped, {@code {{{name}}}} for another piece,
 * which was escaped when it was made, and {@code {{@key}}} for one of the {@link Phrases}, with {@code {{@key name 4}}} the text
 * {@code name} and the number 4 put in. What stands between {@code `} in a phrase is something to type or to find.
 */
public final class Html {

    private static final Pattern HOLE = Pattern.compile("\\{\\{\\{(\\w+)}}}|\\{\\{(@?[\\w.-]+(?: \\w+)*)}}");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String template;
    private final Map<String, String> values = new HashMap<>();

    Html(String template) {
        this.template = template;
    }

    /** A template of the jar. */
    static Html of(String name) {
        return new Html(Assets.text(name));
    }

    public Html text(String name, Object value) {
        values.put(name, escape(String.valueOf(value)));
        return this;
    }

    public Html piece(String name, String html) {
        values.put("{" + name, html);
        return this;
    }

    /** Throws where the template names what was not given: a page with holes must not pass a test. */
    public String fill() {
        Matcher hole = HOLE.matcher(template);
        StringBuilder out = new StringBuilder(template.length() * 2);
        while (hole.find()) {
            String key = hole.group(1) != null ? "{" + hole.group(1) : hole.group(2);
            String value = key.startsWith("@") ? phrase(key.substring(1).split(" ")) : values.get(key);
            if (value == null) {
                throw new IllegalStateException("the template's " + hole.group() + " was not given");
            }
            hole.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return hole.appendTail(out).toString();
    }

    private String phrase(String[] words) {
        Object[] given = new Object[words.length - 1];
        for (int i = 0; i < given.length; i++) {
            String name = words[i + 1];
            String value = Character.isDigit(name.charAt(0)) ? name : values.get(name);
            if (value == null) {
                throw new IllegalStateException("the template's " + words[0] + " was not given " + name);
            }
            given[i] = value;
        }
        return Phrases.say(words[0], said -> CODE.matcher(escape(said)).replaceAll("<code>$1</code>"), given);
    }

    /** Safe as text and inside double-quoted attributes. */
    public static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
