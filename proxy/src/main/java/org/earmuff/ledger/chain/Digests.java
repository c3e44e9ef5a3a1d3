package org.earmuff.ledger.chain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The account's digests, all SHA-256, each over a first line that says what it is for, so that none can be passed off as another. An
 * instance is for one thread; it keeps its digest, since making one for each row would cost more than the row.
 */
public final class Digests {

    /** Bytes of a digest. */
    public static final int BYTES = 32;

    /** Bytes of a row's salt. */
    public static final int SALT_BYTES = 16;

    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ROW = "earmuff-row-v1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PERSONAL = "earmuff-personal-v1\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LEDGER = "earmuff-ledger-v1\n".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256 = sha256();

    /**
     * A row's hash.
     *
     * @param row canonical form of its public fields, commitment and previous hash included
     */
    public byte[] row(byte[] row) {
        sha256.update(ROW);
        return sha256.digest(row);
    }

    /**
     * What a row says of its personal fields without giving them away.
     *
     * @param personal their canonical form
     */
    public byte[] commitment(byte[] salt, byte[] personal) {
        sha256.update(PERSONAL);
        sha256.update(salt);
        return sha256.digest(personal);
    }

    /**
     * What the first row of a ledger has for its previous hash.
     *
     * @param ledger its identifier, 32 hexadecimal digits
     */
    public byte[] genesis(String ledger) {
        sha256.update(LEDGER);
        return sha256.digest(ledger.getBytes(StandardCharsets.US_ASCII));
    }

    /** What people compare keys by. */
    public String fingerprint(byte[] publicKey) {
        return HEX.formatHex(sha256.digest(publicKey));
    }

    /** In groups of four, to be read aloud. */
    public static String grouped(String hexadecimal) {
        return hexadecimal.replaceAll("(.{4})(?!$)", "$1 ");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
