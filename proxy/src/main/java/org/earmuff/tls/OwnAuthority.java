package org.earmuff.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.earmuff.files.SafeFile;
import org.earmuff.tls.PemPair.BadPemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The appliance's own certificate authority, in {@code tls/} of the state folder (0700, files 0600): {@code ca.crt} and {@code ca.key},
 * {@code server.crt} and {@code server.key}. What is there and good is taken as it is; what is not is made, which alone loads Bouncy
 * Castle and takes a moment.
 *
 * <p>The authority may sign for this appliance's names and for addresses of home networks only, so that whoever steals its key cannot
 * pose as anyone else. It is made anew when it has to sign for a name it may not: then browsers must be told again.
 */
public final class OwnAuthority {

    public static final String FOLDER = "tls";
    public static final String CERTIFICATE = "ca.crt";

    /** A certificate is made anew so long before its end. */
    public static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger(OwnAuthority.class);

    private final Path folder;

    public OwnAuthority(Path stateFolder) {
        this.folder = stateFolder.resolve(FOLDER);
    }

    /** The authority's certificate, for those who shall trust it. */
    public Path certificate() {
        return folder.resolve(CERTIFICATE);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * The server's key and certificate, made or renewed where that is due.
     *
     * @param names host names and addresses that it is reached by, as text
     * @throws IOException where the folder cannot be written; the message is for the user
     */
    public synchronized PemPair pair(Collection<String> names, Instant now) throws IOException {
        try {
            PemPair kept = PemPair.read(file("server.crt"), file("server.key"));
            if (isGood(kept, names, now)) {
                return kept;
            }
        } catch (BadPemException e) {
            LOG.debug("{}: {}: made anew", folder, e.getMessage());
        }
        return make(names, now);
    }

    private boolean isGood(PemPair kept, Collection<String> names, Instant now) throws BadPemException {
        X509Certificate own = kept.chain().get(0);
        X509Certificate authority = PemPair.certificatesIn(certificate()).get(0);
        boolean signed = kept.chain().contains(authority) && isSignedBy(own, authority);
        boolean lasts = lasts(own, now) && lasts(authority, now);
        return signed && lasts && namesOf(own).containsAll(names);
    }

    private static boolean lasts(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.plus(RENEW_BEFORE).isBefore(certificate.getNotAfter().toInstant());
    }

    private PemPair make(Collection<String> names, Instant now) throws IOException {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Issuer issuer = issuer(names, now);
            PemPair made = issuer.server(names, now);
            write("server.key", pem("PRIVATE KEY", made.key().getEncoded()));
            write("server.crt", pem(made.chain().get(0)) + pem(made.chain().get(1)));
            LOG.info("admin.tls: a new certificate, for {}", String.join(", ", names));
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("admin.tls: no certificate can be made: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException(
                    folder + ": the certificates of admin.tls: auto cannot be kept (" + e.getMessage()
                            + "); make the folder writable, or write admin.tls: off",
                    e);
        }
    }

    /** The authority that is there, where it may sign for these names long enough; else a new one. */
    private Issuer issuer(Collection<String> names, Instant now) throws IOException, GeneralSecurityException {
        try {
            PemPair kept = PemPair.read(certificate(), file("ca.key"));
            Issuer issuer = new Issuer(kept.key(), kept.chain().get(0));
            if (issuer.maySignFor(names) && lasts(kept.chain().get(0), now.plus(Issuer.SERVER))) {
                return issuer;
            }
            LOG.warn("admin.tls: the certificate authority does not cover all names, or ends: a new one is made");
        } catch (BadPemException e) {
            LOG.debug("{}: {}: made anew", folder, e.getMessage());
        }
        Issuer made = Issuer.make(names, now);
        write("ca.key", pem("PRIVATE KEY", made.key().getEncoded()));
        write(CERTIFICATE, pem(made.certificate()));
        LOG.info(
                "admin.tls: a new certificate authority; have your browser trust /ca.crt if its SHA-256 is {}",
                fingerprint(made.certificate()));
        return made;
    }

    static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Host names and addresses of a certificate, as text. */
    static Set<String> namesOf(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(one -> names.add(LocalNames.plain(String.valueOf(one.get(1)))));
            }
        } catch (GeneralSecurityException e) {
            LOG.debug("a certificate's names cannot be read: {}", e.toString());
        }
        return names;
    }

    /** SHA-256 of a certificate, as browsers show it. */
    public static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private void write(String name, String text) throws IOException {
        SafeFile.replace(file(name), text);
    }

    private static String pem(Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    private static String pem(String what, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }

    /** Certificates that prove an appliance with this state folder to a program on the same machine. */
    public List<X509Certificate> trusted() {
        List<X509Certificate> trusted = new ArrayList<>();
        try {
            trusted.addAll(PemPair.certificatesIn(certificate()));
        } catch (BadPemException e) {
            LOG.debug("{}: {}", certificate(), e.getMessage());
        }
        return trusted;
    }
}
