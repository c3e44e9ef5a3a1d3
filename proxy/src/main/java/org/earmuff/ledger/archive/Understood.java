package org.earmuff.ledger.archive;

import java.util.List;

/**
 * What was understood of an archive, and what was not. Holds no words of the archive but names of files and devices.
 *
 * @param files that were looked at
 * @param rows that told a time, several of which may be one activation
 * @param understood rows for each file
 * @param notUnderstood rows or files for each file and reason
 * @param notes how something ambiguous was taken
 * @param devices that the archive names, serial numbers or names
 */
public record Understood(
        long files,
        long rows,
        List<Line> understood,
        List<Line> notUnderstood,
        List<String> notes,
        List<String> devices) {

    /** A text and how often. */
    public record Line(String text, long count) {}

    public Understood {
        understood = List.copyOf(understood);
        notUnderstood = List.copyOf(notUnderstood);
        notes = List.copyOf(notes);
        devices = List.copyOf(devices);
    }
}
