package org.earmuff.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The only two interpolations there are, in the place of Commons Configuration's own, which look up scripts, hosts, URLs and classes too,
 * leave alone what they do not know, and look into what they found once more. Here, what was looked up is not looked into again.
 */
final class Lookups {

    private static final Pattern VARIABLE =
            Pattern.compile("\\$\\{(?:env:([A-Za-z_][A-Za-z0-9_]*)\\}|file:UTF-8:(/[^${}]*)\\}|[^}]*\\}?)");
    private static final int LARGEST_FILE = 64 * 1024;

    private final UnaryOperator<@Nullable String> environment;

    Lookups(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    /**
     * The text with both kinds looked up.
     *
     * @throws IllegalArgumentException with a clause for the user, where something other than the two is asked for or is not there
     */
    String in(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(lookUp(found.group(), found.group(1), found.group(2))));
    }

    private String lookUp(String whole, @Nullable String variable, @Nullable String file) {
        if (variable != null) {
            String set = environment.apply(variable);
            if (set == null) {
                throw new IllegalArgumentException(
                        "names the environment variable " + variable + ", which is not set; set it or write the value");
            }
            return set;
        }
        if (file != null) {
            return content(Path.of(file));
        }
        throw new IllegalArgumentException(
                "has " + whole + ", but only ${env:NAME} and ${file:UTF-8:/path} are looked up");
    }

    /** A secret in a file of its own ends with a line end that is not part of it. */
    private static String content(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new IllegalArgumentException("names the file " + file + ", which is larger than 64 KiB");
            }
            String text = Files.readString(file);
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("names the file " + file + ", which does not exist; create it", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("names the file " + file + ", which is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "names the file " + file + ", which cannot be read: " + FileText.why(e), e);
        }
    }
}
