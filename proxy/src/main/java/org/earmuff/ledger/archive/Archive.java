package org.earmuff.ledger.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;

/** What a vendor's archive holds: times and devices, and nothing of what was said. Reading it writes nothing. */
public final class Archive {

    private final Collection<Entry> entries;
    private final Understood account;

    Archive(Collection<Entry> entries, Understood account) {
        this.entries = entries;
        this.account = account;
    }

    /**
     * Reads a ZIP, tgz, folder, CSV, JSON or HTML file. Damage and what is not understood are in the account. Blocks; memory is bounded
     * by the number of activations, of which half a million are kept at most.
     *
     * @throws IOException where it cannot be read at all; the message is for the user
     */
    public static Archive read(Path path) throws IOException {
        Findings findings = new Findings(Bounds.ALONE);
        new ArchiveReader(findings).read(path);
        return new Archive(findings.entries(), findings.account());
    }

    /**
     * Reads one file as a stream, as {@link #read(Path)} does. Does not close it.
     *
     * @param name the file's name; it helps, and what the file is its bytes say
     * @throws ReadingEnded where a bound is reached
     */
    public static Archive read(String name, InputStream in, Bounds bounds) {
        Findings findings = new Findings(bounds);
        new ArchiveReader(findings).read(name, in);
        return new Archive(findings.entries(), findings.account());
    }

    /** What was understood and what was not. */
    public Understood account() {
        return account;
    }

    Collection<Entry> entries() {
        return entries;
    }

    /** How many activations it holds. */
    public int size() {
        return entries.size();
    }
}
