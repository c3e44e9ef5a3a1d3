package org.earmuff.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one file of a configuration; those of its other files go to the same place, so that all is told at once. */
final class Problems {

    private final String file;
    private final String first;
    private final List<Problem> found;

    /** Of the first file, whose problems are told before the others'. */
    Problems(String file) {
        this(file, file, new ArrayList<>());
    }

    private Problems(String file, String first, List<Problem> found) {
        this.file = file;
        this.first = first;
        this.found = found;
    }

    /** The place for another file's. */
    Problems of(String other) {
        return new Problems(other, first, found);
    }

    String file() {
        return file;
    }

    void add(int line, String path, @Nullable String value, String message) {
        found.add(new Problem(file, line, path, value, message));
    }

    boolean none() {
        return found.isEmpty();
    }

    /** A line of one of the files as seen from this one: {@code line 7}, or with the file where that is another. */
    String place(String other, int line) {
        return other.equals(file) ? "line " + line : other + ":" + line;
    }

    /**
     * @throws ConfigException where anything was found
     */
    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparing((Problem p) -> !p.file().equals(first))
                    .thenComparing(Problem::file)
                    .thenComparingInt(Problem::line));
            throw new ConfigException(found);
        }
    }
}
