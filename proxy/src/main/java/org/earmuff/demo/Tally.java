package org.earmuff.demo;

/**
 * What the cloud has counted of one speaker, over all its connections.
 *
 * @param connections how many said that they were this speaker's
 * @param wireBytes bytes that came up to the cloud, handshakes and record headers included
 * @param applicationBytes the same decrypted
 * @param soundBytes bytes of sound among them
 * @param soundSeconds what those last
 * @param keepAlives how many arrived
 * @param requests requests whose end arrived
 * @param posts telemetry posts whose end arrived
 */
public record Tally(
        long connections,
        long wireBytes,
        long applicationBytes,
        long soundBytes,
        double soundSeconds,
        long keepAlives,
        long requests,
        long posts) {

    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0, 0);
}
