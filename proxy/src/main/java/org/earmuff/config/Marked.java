package org.earmuff.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Reads YAML into {@link Node}s from the parser's events, before anything is resolved. What would make two people read a file differently
 * is refused: duplicate keys, aliases, tags, a second document.
 */
final class Marked {

    private static final int DEEPEST = 16;
    private static final String HINT =
            "; look here and just above for a missing quote, bracket or space, or a tab where spaces should be";

    private final Problems problems;
    private final String begin;
    private final Iterator<Event> events;

    private Marked(Problems problems, String begin, Iterator<Event> events) {
        this.problems = problems;
        this.begin = begin;
        this.events = events;
    }

    /**
     * The document's root; null where it cannot be read, which is then among the problems.
     *
     * @param begin what to tell who left it empty: what it should begin with
     */
    static Node.@Nullable Mapping read(String text, String begin, Problems problems) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(text.length() + 1);
        Yaml yaml = new Yaml(new SafeConstructor(options));
        try {
            Marked marked = new Marked(
                    problems, begin, yaml.parse(new StringReader(text)).iterator());
            return marked.document();
        } catch (Stop stop) {
            problems.add(stop.line, "", null, stop.clause);
        } catch (MarkedYAMLException e) {
            String problem = String.valueOf(e.getProblem());
            if (e.getContextMark() != null && (problem.contains("end of stream") || problem.contains("stream end"))) {
                problems.add(
                        e.getContextMark().getLine() + 1,
                        "",
                        null,
                        "is not YAML: the quote, bracket or brace that opens here is never closed");
                return null;
            }
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            problems.add(mark == null ? 0 : mark.getLine() + 1, "", null, "is not YAML: " + problem + HINT);
        } catch (YAMLException e) {
            String message = String.valueOf(e.getMessage());
            problems.add(
                    0, "", null, "is not YAML: " + message.lines().findFirst().orElse(message));
        }
        return null;
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int line;
        private final String clause;

        Stop(Event at, String clause) {
            super(clause, null, false, false);
            this.line = lineOf(at);
            this.clause = clause;
        }
    }

    private Node.@Nullable Mapping document() {
        events.next();
        Event start = events.next();
        if (!start.is(Event.ID.DocumentStart)) {
            problems.add(1, "", null, "is empty; " + begin);
            return null;
        }
        Node root = node(events.next(), "", 1);
        events.next();
        Event more = events.next();
        if (!more.is(Event.ID.StreamEnd)) {
            throw new Stop(more, "begins a second document; keep everything in one, without a line of ---");
        }
        if (root instanceof Node.Mapping mapping) {
            return mapping;
        }
        boolean empty = root instanceof Node.Scalar scalar && scalar.text().isEmpty();
        String is = empty ? "is empty" : "is " + root.kind() + " where keys should be";
        problems.add(empty ? 1 : root.line(), "", null, is + "; " + begin);
        return null;
    }

    private Node node(Event event, String path, int depth) {
        if (event instanceof AliasEvent alias) {
            throw new Stop(
                    event, "has the alias *" + alias.getAnchor() + ", which is not used here; write the value out");
        }
        if (event instanceof NodeEvent anchored && anchored.getAnchor() != null) {
            throw new Stop(event, "has the anchor &" + anchored.getAnchor() + ", which is not used here; remove it");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(event, scalar.getTag());
            return new Node.Scalar(scalar.getValue(), lineOf(event));
        }
        if (!(event instanceof CollectionStartEvent collection)) {
            throw new Stop(event, "is not YAML that this program knows");
        }
        refuseTag(event, collection.getTag());
        if (depth > DEEPEST) {
            throw new Stop(event, "is nested more than " + DEEPEST + " levels deep; nothing here needs that");
        }
        return event.is(Event.ID.SequenceStart) ? sequence(event, path, depth) : mapping(event, path, depth);
    }

    private Node sequence(Event start, String path, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
            items.add(node(event, path + "[" + items.size() + "]", depth + 1));
        }
        return new Node.Sequence(List.copyOf(items), lineOf(start));
    }

    private Node mapping(Event start, String path, int depth) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            if (!(node(event, path, depth + 1) instanceof Node.Scalar key)) {
                throw new Stop(event, "has a key that is not plain text; put quotes around it if it holds [ or {");
            }
            String at = path.isEmpty() ? key.text() : path + "." + key.text();
            Node value = node(events.next(), at, depth + 1);
            Node.Entry before = entries.putIfAbsent(key.text(), new Node.Entry(key.line(), value));
            if (before != null) {
                problems.add(
                        key.line(),
                        at,
                        null,
                        "is written a second time, first in line " + before.line() + "; keep one of the two");
            }
        }
        return new Node.Mapping(entries, lineOf(start));
    }

    private static void refuseTag(Event event, @Nullable String tag) {
        if (tag != null && !tag.equals("!")) {
            throw new Stop(event, "has the tag " + tag + ", which is not used here; remove it");
        }
    }

    private static int lineOf(Event event) {
        return event.getStartMark().getLine() + 1;
    }
}
