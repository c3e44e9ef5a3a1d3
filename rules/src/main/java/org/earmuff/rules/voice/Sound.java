package org.earmuff.rules.voice;

/**
 * What made a burst an upload.
 *
 * @param audioSeconds estimate of the sound sent, pre-roll included
 * @param recordBytes body length of the prevailing record, in bytes
 * @param recordsPerSecond pace of the steady run
 * @param recognisedAfterSeconds from the burst's first byte to the moment it showed itself as sound
 */
public record Sound(
        Kind kind,
        Coding coding,
        double audioSeconds,
        int recordBytes,
        double recordsPerSecond,
        double recognisedAfterSeconds) {}
