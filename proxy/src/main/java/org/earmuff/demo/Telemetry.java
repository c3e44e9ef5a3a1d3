package org.earmuff.demo;

/** What speakers post on short connections of their own. */
public enum Telemetry {
    /** About 1.1 kB, a few times around each request. */
    SMALL,
    /** 10 to 36 kB at once, now and then. */
    LARGE
}
