package org.earmuff.demo;

import java.time.Duration;

/**
 * What became of one request.
 *
 * @param spoken how long the steady run was meant to last
 * @param soundBytes bytes of sound that the speaker gave to its connection, pre-roll included
 * @param soundRecords in how many records
 * @param answered whether the cloud's whole answer came; else the request was cut off, or never began
 */
public record Utterance(Duration spoken, long soundBytes, int soundRecords, boolean answered) {}
