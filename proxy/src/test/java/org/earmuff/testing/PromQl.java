package org.earmuff.testing;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an expression of Prometheus asks for. It knows no more of the language than the expressions here need. */
public record PromQl(String text) {

    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SELECTOR = Pattern.compile(
            "\\b((?:earmuff|process|jvm|scrape|up)(?:[_:][a-z0-9_:]*)?)\\b(\\{(?:[^}\"]|\"[^\"]*\")*\\})?");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

    /** Everything that is asked for by name, with its braces if it has any. */
    public List<String> selectors() {
        return SELECTOR.matcher(text).results().map(MatchResult::group).toList();
    }

    /** Every label that results are grouped or matched by. */
    public Set<String> labels() {
        Set<String> labels = new TreeSet<>();
        Matcher grouping = GROUPING.matcher(STRING.matcher(text).replaceAll("\"\""));
        while (grouping.find()) {
            Stream.of(grouping.group(1).split(","))
                    .map(String::strip)
                    .filter(label -> !label.isEmpty())
                    .forEach(labels::add);
        }
        return labels;
    }
}
