package org.earmuff.admin;

/** The body of an answer that is too large to be held as a whole. Asked by one thread after another, never by two at once. */
interface Pieces {

    /** The next piece, a few ten KiB at most; empty after the last. It may read the disk, so it blocks. */
    byte[] next();
}
