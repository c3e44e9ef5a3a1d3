package org.earmuff.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one file, so that all of it is told at once. */
final class Problems {

    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void add(int line, String path, @Nullable String value, String message) {
        found.add(new Problem(file, line, path, value, message));
    }

    void addOf(String otherFile, int line, String message) {
        found.add(new Problem(otherFile, line, "", null, message));
    }

    /**
     * @throws ConfigException where anything was found
     */
    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            found.sort(Comparator.comparing((Problem p) -> !p.file().equals(file))
                    .thenComparing(Problem::file)
                    .thenComparingInt(Problem::line));
            throw new ConfigException(found);
        }
    }
}
