package org.earmuff.config;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.configuration2.YAMLConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.jspecify.annotations.Nullable;

/**
 * One file's content: its shape and lines from {@link Node}s, its values from Commons Configuration, which is given the same text unresolved
 * so that {@code 12:34:56}, {@code no} and {@code 010} stay what they are.
 */
final class Document {

    private static final ImmutableNode NOTHING = new ImmutableNode.Builder().create();

    private final Problems problems;
    private final Node.Mapping root;
    private final Values values;
    private final Lookups lookups;

    /** Commons Configuration over nodes that are already read. Its own look-ups, scripts and hosts among them, are never asked. */
    private static final class Values extends YAMLConfiguration {
        Values(Node.Mapping root) {
            load(root.bare());
        }
    }

    Document(Node.Mapping root, UnaryOperator<@Nullable String> environment, Problems problems) {
        this.problems = problems;
        this.root = root;
        this.values = new Values(root);
        this.lookups = new Lookups(environment);
    }

    Section root() {
        return new Section(
                this, "", root, values.getNodeModel().getNodeHandler().getRootNode());
    }

    Problems problems() {
        return problems;
    }

    /**
     * A stored value with everything looked up.
     *
     * @throws IllegalArgumentException with a clause for the user, where something cannot be looked up
     */
    String text(ImmutableNode stored) {
        return stored.getValue() instanceof String text ? lookups.in(text) : "";
    }

    /** One of the nodes stored under a key; an empty one where a list in a list, which is a problem already, has shifted them. */
    static ImmutableNode nth(List<ImmutableNode> stored, int index) {
        return index < stored.size() ? stored.get(index) : NOTHING;
    }
}
