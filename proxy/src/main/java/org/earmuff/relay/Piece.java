package org.earmuff.relay;

/**
 * The next bytes of a stream that belong together: all or part of one record, or a chunk of what is not TLS.
 *
 * @param kind what they are
 * @param length how many bytes of the chunk at hand, 1 or more
 * @param unit application bytes of the record or chunk that begins here; 0 where none begins
 * @param headerBefore bytes of this record's header that came with earlier chunks
 */
record Piece(Kind kind, int length, int unit, int headerBefore) {

    enum Kind {
        /** TLS change-cipher-spec, alert and handshake records: they pass while withheld. */
        CONTROL,
        /** Application data, and everything that is not TLS. */
        APPLICATION,
        /** Too few bytes to tell what begins. */
        UNDECIDED
    }

    boolean passes() {
        return kind == Kind.CONTROL;
    }
}
