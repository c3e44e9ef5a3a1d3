package org.earmuff.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.jspecify.annotations.Nullable;

/** A group of keys and its place. Asked for a key in a shape that it does not have, it notes the problem and gives nothing. */
final class Section {

    private final Document document;
    private final String path;
    private final Node.Mapping node;
    private final ImmutableNode stored;

    Section(Document document, String path, Node.Mapping node, ImmutableNode stored) {
        this.document = document;
        this.path = path;
        this.node = node;
        this.stored = stored;
    }

    String file() {
        return document.problems().file();
    }

    int line() {
        return node.line();
    }

    /** How a place in any of the files is told in a message about this section. */
    String place(String otherFile, int line) {
        return document.problems().place(otherFile, line);
    }

    /** Of the key's value where it is there, else its own. */
    int lineOf(String key) {
        Node.Entry entry = node.entries().get(key);
        return entry == null ? line() : entry.value().line();
    }

    boolean has(String key) {
        return node.entries().containsKey(key);
    }

    /** Whether one of the keys that are there was probably meant to be one of these. */
    boolean hasNearly(Collection<String> keys) {
        return node.entries().keySet().stream().anyMatch(key -> Nearest.of(key, keys) != null);
    }

    /** Whether the key's value is a group of keys. */
    boolean isGroup(String key) {
        Node.Entry entry = node.entries().get(key);
        return entry != null && entry.value() instanceof Node.Mapping;
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Notes that a key is absent that has to be there. */
    void missing(String key, String remedy) {
        document.problems().add(line(), pathOf(key), null, "is missing; " + remedy);
    }

    /** Notes what is wrong with the value of a key that is there, or is not and would be here. */
    void problem(String key, String message) {
        Node.Entry entry = node.entries().get(key);
        String written = entry != null && entry.value() instanceof Node.Scalar scalar ? scalar.text() : null;
        document.problems().add(entry == null ? line() : entry.line(), pathOf(key), written, message);
    }

    /** The same for a value that nobody may read over somebody's shoulder. */
    void unshown(String key, String message) {
        document.problems().add(lineOf(key), pathOf(key), null, message);
    }

    /** The text of a key that may be absent or empty, which is the same there; null where it has a problem. */
    @Nullable
    String textOrEmpty(String key) {
        Node.Entry entry = node.entries().get(key);
        if (entry == null
                || (entry.value() instanceof Node.Scalar scalar && scalar.text().isEmpty())) {
            return "";
        }
        Value value = value(key);
        return value == null ? null : value.text();
    }

    /** A scalar's value; null where the key is absent or its value is no text. */
    @Nullable
    Value value(String key) {
        Node.Entry entry = node.entries().get(key);
        return entry == null ? null : scalar(entry.value(), pathOf(key), Document.nth(stored.getChildren(key), 0));
    }

    /**
     * A scalar's value as a parser understands it.
     *
     * @param absent what an absent key stands for; a broken one never does
     */
    <T> @Nullable T value(String key, Function<String, T> parser, @Nullable T absent) {
        if (!has(key)) {
            return absent;
        }
        Value value = value(key);
        return value == null ? null : value.as(parser);
    }

    /** The scalars of a list, or of a single value as a list of one; none where the key is absent, which an empty list is not for. */
    List<Value> values(String key) {
        Node.Entry entry = node.entries().get(key);
        if (entry != null
                && entry.value() instanceof Node.Sequence list
                && list.items().isEmpty()) {
            problem(key, "is an empty list; write at least one item in it");
        }
        return valuesIfAny(key);
    }

    /** The same where an empty list says that there are none. */
    List<Value> valuesIfAny(String key) {
        Node.Entry entry = node.entries().get(key);
        if (entry == null) {
            return List.of();
        }
        List<Value> values = new ArrayList<>();
        List<ImmutableNode> items = stored.getChildren(key);
        if (entry.value() instanceof Node.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                Value value = scalar(list.items().get(i), pathOf(key) + "[" + i + "]", Document.nth(items, i));
                if (value != null) {
                    values.add(value);
                }
            }
        } else {
            Value value = scalar(entry.value(), pathOf(key), Document.nth(items, 0));
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** A group of keys below this one; null where the key is absent or holds something else. */
    @Nullable
    Section section(String key) {
        Node.Entry entry = node.entries().get(key);
        return entry == null ? null : mapping(entry.value(), pathOf(key), Document.nth(stored.getChildren(key), 0));
    }

    /** The groups of keys in a list; empty where the key is absent. */
    List<Section> sections(String key) {
        Node.Entry entry = node.entries().get(key);
        if (entry == null) {
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        List<ImmutableNode> items = stored.getChildren(key);
        if (entry.value() instanceof Node.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                Section section = mapping(list.items().get(i), pathOf(key) + "[" + i + "]", Document.nth(items, i));
                if (section != null) {
                    sections.add(section);
                }
            }
        } else {
            wrong(entry.value(), pathOf(key), "a list, each item after a \"- \"");
        }
        return sections;
    }

    private @Nullable Section mapping(Node value, String at, ImmutableNode there) {
        if (value instanceof Node.Mapping mapping) {
            return new Section(document, at, mapping, there);
        }
        wrong(value, at, "keys, each with its value");
        return null;
    }

    private @Nullable Value scalar(Node value, String at, ImmutableNode there) {
        if (!(value instanceof Node.Scalar scalar) || scalar.text().isEmpty()) {
            wrong(value, at, "one value");
            return null;
        }
        try {
            return new Value(document.problems(), at, scalar.line(), scalar.text(), document.text(there));
        } catch (IllegalArgumentException e) {
            document.problems().add(scalar.line(), at, scalar.text(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private void wrong(Node value, String at, String right) {
        String written = value instanceof Node.Scalar scalar && !scalar.text().isEmpty() ? scalar.text() : null;
        document.problems().add(value.line(), at, written, "is " + value.kind() + "; write " + right);
    }
}
