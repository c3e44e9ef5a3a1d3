package org.earmuff.ledger.archive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was found while an archive was read: activations, and the account of what was understood. Bounded in every direction. Names of
 * files are kept only where they cannot hold words that were said.
 */
final class Findings {

    private static final int MOST_LINES = 60;
    private static final int MOST_NAME = 100;
    private static final int MOST_DEVICES = 200;
    private static final String MORE = "(further files)";

    private final Bounds bounds;
    private final Set<Entry> entries = new LinkedHashSet<>();
    /** Each by itself: its name is kept once, however many rows have it. */
    private final Map<String, String> devices = new LinkedHashMap<>();

    private final Map<String, Long> understood = new LinkedHashMap<>();
    private final Map<String, Long> notUnderstood = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private long rows;
    private long files;

    Findings(Bounds bounds) {
        this.bounds = bounds;
    }

    Bounds bounds() {
        return bounds;
    }

    /** To be called between records; throws {@link ReadingEnded} where the reading must end. */
    void goOn() {
        bounds.goOn().run();
    }

    /** A row or a file that tells a time. */
    void add(String file, TimeWords.Written time, boolean dayFirst, @Nullable String device, Source source) {
        Long millis = time.millis(dayFirst);
        if (millis == null) {
            not(file, "rows whose day does not exist");
            return;
        }
        rows++;
        String known = device;
        if (known != null && devices.size() >= MOST_DEVICES && !devices.containsKey(known)) {
            note("there are more than " + MOST_DEVICES + " devices in it: the others count as rows without a device");
            known = null;
        }
        if (known != null) {
            String first = devices.putIfAbsent(known, known);
            known = first == null ? known : first;
        }
        Entry entry = new Entry(millis, time.offset() != null, time.step(), known, source);
        if (entries.size() < bounds.activations() || entries.contains(entry)) {
            entries.add(entry);
            count(understood, source.recording() ? "recordings, by the time in their names" : file(file), 1);
        } else {
            bounds.full();
            not(file, "rows after the first " + bounds.activations() + " activations: give part of the archive");
        }
    }

    /** One more of what was not understood. */
    void not(String file, String reason) {
        count(notUnderstood, file(file) + ": " + reason, 1);
    }

    /** How something was understood, for people. */
    void note(String text) {
        if (notes.size() < MOST_LINES) {
            notes.add(text);
        }
    }

    /** One more file was looked at. */
    long file() {
        return ++files;
    }

    Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries);
    }

    Understood account() {
        return new Understood(
                files,
                rows,
                lines(understood),
                lines(notUnderstood),
                new ArrayList<>(notes),
                List.copyOf(devices.keySet()));
    }

    private static List<Understood.Line> lines(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(e -> new Understood.Line(e.getKey(), e.getValue()))
                .toList();
    }

    private static void count(Map<String, Long> counts, String what, long by) {
        counts.merge(counts.size() < MOST_LINES || counts.containsKey(what) ? what : MORE, by, Long::sum);
    }

    /** A name fit to be shown: recordings' names hold what was said, and so may anything with brackets or many words. */
    static String file(String name) {
        String shown = name.replaceAll("\\p{C}", "?");
        if (Names.isSound(shown) || shown.contains("TEXT(") || shown.split("[\\s_]+", -1).length > 12) {
            int dot = shown.lastIndexOf('.');
            String ending = dot < 0 ? "" : shown.substring(dot);
            return "*" + (ending.length() <= 6 && ending.matches("\\.\\w+") ? ending : "");
        }
        return shown.length() <= MOST_NAME ? shown : "…" + shown.substring(shown.length() - MOST_NAME);
    }
}
