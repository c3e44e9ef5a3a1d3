package org.earmuff.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.earmuff.tls.OwnAuthority;
import org.earmuff.tls.PemPair;
import org.earmuff.tls.PemPair.BadPemException;
import org.earmuff.tls.TlsMode;

/**
 * Trusts the appliance's own certificates alone, which are on this machine's disk. Names are not looked at: it may be reached by an
 * address that no certificate names, and nobody else can have the key.
 */
final class PinnedTls {

    private final SSLContext context;

    /** Reads the certificates; {@link CommandFailure} where there are none to read. */
    PinnedTls(TlsMode mode, Path state) {
        OwnAuthority authority = new OwnAuthority(state);
        List<X509Certificate> trusted = new ArrayList<>(authority.trusted());
        if (mode instanceof TlsMode.Files files) {
            try {
                trusted.add(PemPair.certificatesIn(files.certificate()).get(0));
            } catch (BadPemException e) {
                if (trusted.isEmpty()) {
                    throw new CommandFailure(CommandFailure.FAILED, files.certificate() + " " + e.getMessage());
                }
            }
        }
        if (trusted.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.NOT_REACHABLE,
                    authority.certificate() + " cannot be read, so the appliance cannot be known: is it running, and"
                            + " does this user (sudo) see its state folder?");
        }
        this.context = context(trusted);
    }

    void on(HttpsURLConnection connection) {
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setHostnameVerifier((host, session) -> true);
    }

    private static SSLContext context(List<X509Certificate> trusted) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("appliance-" + i, trusted.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, "this Java runtime has no TLS: " + e.getMessage());
        }
    }
}
