package org.earmuff.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of YAML as it was written: scalars are text, whatever a resolver would make of them, and everything knows its line. */
sealed interface Node {

    /** 1-based. */
    int line();

    /** What it is called in a message. */
    String kind();

    /** The same as maps, lists and strings. */
    Object bare();

    record Scalar(String text, int line) implements Node {
        @Override
        public String kind() {
            return text.isEmpty() ? "empty" : "a single value";
        }

        @Override
        public Object bare() {
            return text;
        }
    }

    record Sequence(List<Node> items, int line) implements Node {
        @Override
        public String kind() {
            return "a list";
        }

        @Override
        public Object bare() {
            return new ArrayList<>(items.stream().map(Node::bare).toList());
        }
    }

    record Mapping(Map<String, Entry> entries, int line) implements Node {
        @Override
        public String kind() {
            return "a group of keys";
        }

        @Override
        public Map<String, Object> bare() {
            Map<String, Object> bare = new LinkedHashMap<>();
            entries.forEach((key, entry) -> bare.put(key, entry.value().bare()));
            return bare;
        }
    }

    /**
     * What stands at a key.
     *
     * @param line the key's, 1-based
     */
    record Entry(int line, Node value) {}
}
