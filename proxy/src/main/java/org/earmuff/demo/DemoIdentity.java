package org.earmuff.demo;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The demo cloud's key and its certificate for all its names, made anew at each start and kept nowhere.
 *
 * <p>It is valid in any year that a box without a battery clock may believe in.
 */
record DemoIdentity(PrivateKey key, X509Certificate certificate) {

    private static final Instant FROM = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant TO = Instant.parse("2049-12-31T00:00:00Z");

    static DemoIdentity of(Collection<String> names) {
        try {
            KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
            keys.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = keys.generateKeyPair();
            X500Name self = new X500Name("CN=Earmuff demo cloud");
            var builder = new JcaX509v3CertificateBuilder(
                    self, BigInteger.ONE, Date.from(FROM), Date.from(TO), self, pair.getPublic());
            GeneralName[] alternatives = names.stream()
                    .map(name -> new GeneralName(GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return new DemoIdentity(
                    pair.getPrivate(), new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException("this Java runtime cannot make the demo cloud's certificate", e);
        }
    }
}
