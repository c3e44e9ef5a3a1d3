package org.earmuff.config;

import java.util.function.UnaryOperator;
import org.apache.commons.configuration2.YAMLConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * One file's content: its shape and lines from {@link Node}s, its values from Commons Configuration, which is given the same text unresolved
 * so that {@code 12:34:56}, {@code no} and {@code 010} stay what they are.
 */
final class Document {

    private final Problems problems;
    private final Node.Mapping root;
    private final Values values;

    /** Commons Configuration over nodes that are already read. */
    private static final class Values extends YAMLConfiguration {
        Values(Node.Mapping root, Lookups lookups) {
            setInterpolator(lookups);
            load(root.bare());
        }
    }

    Document(Node.Mapping root, UnaryOperator<@Nullable String> environment, Problems problems) {
        this.problems = problems;
        this.root = root;
        this.values = new Values(root, new Lookups(environment));
    }

    Section root() {
        return new Section(this, "", root);
    }

    Problems problems() {
        return problems;
    }

    /**
     * The value at a path with everything looked up.
     *
     * @throws IllegalArgumentException with a clause for the user, where something cannot be looked up
     */
    String text(String path) {
        return values.getString(path.replace('[', '(').replace(']', ')'), "");
    }
}
