package org.earmuff.ledger.chain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.earmuff.files.SafeFile;
import org.jspecify.annotations.Nullable;

/**
 * The appliance's signing key: Ed25519 in PKCS #8 (RFC 8410) and PEM, as {@code openssl genpkey -algorithm ed25519} writes it. It is
 * never logged nor shown.
 */
public final class SigningKey {

    public static final String FILE = "signing.key";

    private static final HexFormat HEX = HexFormat.of();
    /** All of PKCS #8 that comes before the 32 secret bytes. */
    private static final byte[] PREFIX = HEX.parseHex("302e020100300506032b657004220420");

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MOST_BYTES = 4096;

    private final Ed25519PrivateKeyParameters secret;
    private final String publicKey;
    private final Path file;

    private SigningKey(byte[] seed, Path file) {
        this.secret = new Ed25519PrivateKeyParameters(seed);
        this.publicKey = HEX.formatHex(secret.generatePublicKey().getEncoded());
        this.file = file;
    }

    /**
     * Reads the key from systemd's credentials or the state folder; makes one where there is none in either.
     *
     * @param credentials the folder that systemd names in {@code CREDENTIALS_DIRECTORY}; null for none
     * @throws IOException where what is there cannot be used, or nothing can be made; the message is for the user
     */
    public static SigningKey in(Path stateFolder, @Nullable Path credentials) throws IOException {
        Path given = credentials == null ? null : credentials.resolve(FILE);
        if (given != null && Files.exists(given)) {
            return read(given);
        }
        Path own = stateFolder.resolve(FILE);
        return Files.exists(own, LinkOption.NOFOLLOW_LINKS) ? read(own) : make(own);
    }

    /** Of the key in a state folder; null where none can be read. Makes none. */
    public static @Nullable String fingerprintIn(Path stateFolder) {
        try {
            return read(stateFolder.resolve(FILE)).fingerprint();
        } catch (IOException unreadable) {
            return null;
        }
    }

    private static SigningKey read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("it is too long");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
                throw new IllegalArgumentException("it is no PEM with one PRIVATE KEY");
            }
            byte[] der = Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
            if (der.length != PREFIX.length + Ed25519PrivateKeyParameters.KEY_SIZE
                    || !Arrays.equals(PREFIX, Arrays.copyOf(der, PREFIX.length))) {
                throw new IllegalArgumentException("it holds no Ed25519 key in PKCS #8");
            }
            return new SigningKey(Arrays.copyOfRange(der, PREFIX.length, der.length), file);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    file + ": the ledger's signing key cannot be used (" + e.getMessage() + "). Put it back from your"
                            + " backup, mode 0600; or, where there is none, move it away, and a new key is made: what"
                            + " the old one signed stays good, and verify names the row from which the new one signs",
                    e);
        }
    }

    private static SigningKey make(Path file) throws IOException {
        byte[] seed = new byte[Ed25519PrivateKeyParameters.KEY_SIZE];
        new SecureRandom().nextBytes(seed);
        byte[] der = Arrays.copyOf(PREFIX, PREFIX.length + seed.length);
        System.arraycopy(seed, 0, der, PREFIX.length, seed.length);
        String pem = BEGIN + "\n" + Base64.getEncoder().encodeToString(der) + "\n" + END + "\n";
        try {
            SafeFile.replace(file, pem);
        } catch (IOException e) {
            throw new IOException(
                    file + ": no signing key can be made for the ledger (" + e + "). Make room, or let Earmuff's user"
                            + " write the folder; it is tried again every minute",
                    e);
        }
        return new SigningKey(seed, file);
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** 64 hexadecimal digits (RFC 8032). */
    public String publicKey() {
        return publicKey;
    }

    /** What people compare: SHA-256 of the public key's 32 bytes, in hexadecimal. */
    public String fingerprint() {
        return new Digests().fingerprint(HEX.parseHex(publicKey));
    }

    /** 128 hexadecimal digits. */
    public String sign(Attestation statement) {
        byte[] message = statement.bytes();
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, secret);
        signer.update(message, 0, message.length);
        return HEX.formatHex(signer.generateSignature());
    }
}
