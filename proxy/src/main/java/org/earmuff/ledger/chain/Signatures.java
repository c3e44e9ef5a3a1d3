package org.earmuff.ledger.chain;

import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Checks signatures: Ed25519 (RFC 8032), without context, over the message itself. */
public final class Signatures {

    private static final HexFormat HEX = HexFormat.of();

    private Signatures() {}

    /**
     * Whether the key that a statement names has signed it.
     *
     * @param signature 128 lower-case hexadecimal digits, else it has not
     */
    public static boolean isGood(Attestation statement, String signature) {
        if (!signature.matches("[0-9a-f]{128}")) {
            return false;
        }
        try {
            byte[] message = statement.bytes();
            Ed25519Signer signer = new Ed25519Signer();
            signer.init(false, new Ed25519PublicKeyParameters(HEX.parseHex(statement.key())));
            signer.update(message, 0, message.length);
            return signer.verifySignature(HEX.parseHex(signature));
        } catch (IllegalArgumentException noPoint) {
            return false;
        }
    }
}
