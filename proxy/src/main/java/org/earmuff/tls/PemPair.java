package org.earmuff.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key and its certificate, with those that lead to an authority, from two files in PEM (RFC 7468). Read with Java's own means,
 * so that nothing else is loaded for it.
 *
 * @param chain the certificate itself first, one at least
 */
public record PemPair(PrivateKey key, List<X509Certificate> chain) {

    private static final int LARGEST = 256 * 1024;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    public PemPair {
        chain = List.copyOf(chain);
    }

    /** One of the two files cannot be used; the message is a clause for the user that follows the file's name. */
    public static final class BadPemException extends Exception {

        private static final long serialVersionUID = 1L;
        private final boolean keyFile;

        BadPemException(boolean keyFile, String message) {
            super(message);
            this.keyFile = keyFile;
        }

        /** Whether it is about the key's file; else about the certificate's. */
        public boolean aboutKey() {
            return keyFile;
        }
    }

    /**
     * Reads both and makes sure that they belong together.
     *
     * @throws BadPemException where they do not, or one cannot be read
     */
    public static PemPair read(Path certificate, Path key) throws BadPemException {
        List<X509Certificate> chain = certificatesIn(certificate);
        PrivateKey secret = key(text(key, true), chain.get(0).getPublicKey());
        if (!belongTogether(secret, chain.get(0).getPublicKey())) {
            throw new BadPemException(
                    true,
                    "is not the key of the certificate in " + certificate + "; name the two that belong together");
        }
        return new PemPair(secret, chain);
    }

    /**
     * Refuses a certificate that is not valid at an instant.
     *
     * @throws BadPemException where it is expired, or not valid yet
     */
    public void requireValid(Instant now) throws BadPemException {
        Instant from = chain.get(0).getNotBefore().toInstant();
        Instant to = chain.get(0).getNotAfter().toInstant();
        if (now.isAfter(to)) {
            throw new BadPemException(false, "holds a certificate that expired at " + to + "; renew it");
        }
        if (now.isBefore(from)) {
            throw new BadPemException(
                    false, "holds a certificate that is valid only from " + from + "; look at the clock, or renew it");
        }
    }

    /** The certificates of a file, one at least. */
    public static List<X509Certificate> certificatesIn(Path file) throws BadPemException {
        String text = text(file, false);
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate one : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))) {
                chain.add((X509Certificate) one);
            }
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            // Said below, as for a file that holds none.
        }
        throw new BadPemException(false, "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
    }

    private static PrivateKey key(String text, PublicKey belongingTo) throws BadPemException {
        Matcher found = KEY.matcher(text);
        if (!found.find()) {
            throw new BadPemException(true, "holds no private key in PEM (-----BEGIN PRIVATE KEY-----)");
        }
        if (!found.group(1).equals("PRIVATE KEY")) {
            throw new BadPemException(
                    true,
                    "holds a key as " + found.group(1)
                            + ", which is not read; write it anew with: openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(found.group(2));
            return KeyFactory.getInstance(belongingTo.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new BadPemException(
                    true, "holds no key of the certificate's kind (" + belongingTo.getAlgorithm() + ")");
        }
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey open) {
        String algorithm = switch (secret.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> secret.getAlgorithm();
        };
        byte[] probe = "earmuff".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String text(Path file, boolean key) throws BadPemException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new BadPemException(key, "is larger than 256 KiB, so it is no certificate or key");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new BadPemException(key, "does not exist; create it, or name another");
        } catch (AccessDeniedException e) {
            throw new BadPemException(key, "cannot be read by this user; let Earmuff's own user read it");
        } catch (IOException e) {
            throw new BadPemException(key, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
