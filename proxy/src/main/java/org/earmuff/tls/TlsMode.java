package org.earmuff.tls;

import java.nio.file.Path;

/** How the admin interface is to be encrypted. */
public sealed interface TlsMode {

    /** Not at all. */
    record Off() implements TlsMode {}

    /** With a certificate of the appliance's own authority. */
    record Auto() implements TlsMode {}

    /**
     * With the user's certificate.
     *
     * @param certificate file in PEM, what leads to an authority after it
     * @param key file in PEM, without a passphrase
     */
    record Files(Path certificate, Path key) implements TlsMode {}
}
