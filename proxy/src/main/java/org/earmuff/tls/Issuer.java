package org.earmuff.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates (RFC 5280) with ECDSA on P-256: an authority for ten years, constrained to names, and servers for one. The one class
 * that knows Bouncy Castle's certificates here.
 */
record Issuer(PrivateKey key, X509Certificate certificate) {

    static final Duration SERVER = Duration.ofDays(365);

    private static final Duration AUTHORITY = Duration.ofDays(3652);
    /** Clocks of other machines may be behind. */
    private static final Duration BEFORE = Duration.ofHours(12);

    /** Addresses that no one has for oneself on the Internet: RFC 1918, 3927, 4193, 4291 and loopback. */
    private static final List<String> HOME_NETWORKS = List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "127.0.0.0/8",
            "fc00::/7",
            "fe80::/10",
            "::1/128");

    private static final X500Name AUTHORITY_NAME = new X500Name("CN=Earmuff of this home,O=Earmuff");

    static Issuer make(Collection<String> names, Instant now) throws GeneralSecurityException, IOException {
        KeyPair pair = keys();
        var builder = builder(AUTHORITY_NAME, AUTHORITY_NAME, pair, now, AUTHORITY);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        builder.addExtension(Extension.nameConstraints, true, new NameConstraints(permitted(names), null));
        return new Issuer(pair.getPrivate(), signed(builder, pair.getPrivate()));
    }

    PemPair server(Collection<String> names, Instant now) throws GeneralSecurityException, IOException {
        KeyPair pair = keys();
        X500Name subject = new X500Name("CN=Earmuff appliance,O=Earmuff");
        var builder = builder(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()), subject, pair, now, SERVER);
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(certificate.getPublicKey()));
        GeneralName[] alternatives = names.stream().map(Issuer::name).toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        return new PemPair(pair.getPrivate(), List.of(signed(builder, key), certificate));
    }

    boolean maySignFor(Collection<String> names) throws IOException {
        byte[] extension = certificate.getExtensionValue(Extension.nameConstraints.getId());
        if (extension == null) {
            return false;
        }
        NameConstraints constraints = NameConstraints.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        try {
            for (String name : names) {
                validator.checkPermitted(name(name));
            }
            return true;
        } catch (NameConstraintValidatorException e) {
            return false;
        }
    }

    private static GeneralSubtree[] permitted(Collection<String> names) {
        List<GeneralSubtree> permitted = new ArrayList<>();
        HOME_NETWORKS.forEach(
                block -> permitted.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, block))));
        for (String name : names) {
            if (!LocalNames.isAddress(name)) {
                permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, name)));
            } else if (!LocalNames.isOfHome(LocalNames.address(name))) {
                InetAddress address = LocalNames.address(name);
                String block = name + "/" + address.getAddress().length * 8;
                permitted.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, block)));
            }
        }
        return permitted.toArray(GeneralSubtree[]::new);
    }

    private static GeneralName name(String text) {
        return new GeneralName(LocalNames.isAddress(text) ? GeneralName.iPAddress : GeneralName.dNSName, text);
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair pair, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(120, new SecureRandom()),
                Date.from(now.minus(BEFORE)),
                Date.from(now.plus(life)),
                subject,
                pair.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return keys.generateKeyPair();
    }
}
