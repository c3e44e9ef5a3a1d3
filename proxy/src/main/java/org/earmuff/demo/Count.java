package org.earmuff.demo;

/** What a speaker counts of itself. */
public enum Count {
    /** Voice connections that signed in. */
    SIGNED_IN,
    /** Voice connections that ended, or never came to be, other than by the speaker's own will. */
    LOST,
    KEEP_ALIVE,
    KEEP_ALIVE_ANSWERED,
    /** Requests begun. */
    REQUEST,
    REQUEST_ANSWERED,
    /** Requests cut off, or never begun for want of a connection. */
    REQUEST_CUT,
    /** Bytes of sound given to connections. */
    SOUND_BYTES,
    POST,
    POST_ANSWERED
}
