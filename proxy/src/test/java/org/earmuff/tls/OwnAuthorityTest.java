package org.earmuff.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.earmuff.tls.PemPair.BadPemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnAuthorityTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Set<String> NAMES =
            Set.of("localhost", "127.0.0.1", "192.168.1.1", "earmuff.lan", LocalNames.plain("::1"));

    @TempDir
    private Path state;

    private PemPair pair(Set<String> names, Instant now) throws Exception {
        return new OwnAuthority(state).pair(names, now);
    }

    private static void validate(PemPair pair, Instant at) throws Exception {
        X509Certificate authority = pair.chain().get(1);
        // Java looks at the constraints of what is in the path, not of what it trusts: so it trusts the mere key.
        PKIXParameters parameters = new PKIXParameters(
                Set.of(new TrustAnchor(authority.getSubjectX500Principal(), authority.getPublicKey(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(pair.chain()), parameters);
    }

    @Test
    void a_certificate_for_all_names_that_its_authority_vouches_for() throws Exception {
        PemPair pair = pair(NAMES, NOW);

        validate(pair, NOW);
        X509Certificate server = pair.chain().get(0);
        X509Certificate authority = pair.chain().get(1);
        assertThat(OwnAuthority.namesOf(server)).isEqualTo(NAMES);
        assertThat(server.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(365)));
        assertThat(authority.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3652)));
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(authority.getCriticalExtensionOIDs()).contains("2.5.29.30");
        try (Stream<Path> files = Files.list(state.resolve("tls"))) {
            assertThat(files)
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("tls"))))
                .isEqualTo("rwx------");
    }

    @Test
    void its_authority_cannot_vouch_for_anyone_else() throws Exception {
        pair(NAMES, NOW);
        PemPair authority = PemPair.read(state.resolve("tls/ca.crt"), state.resolve("tls/ca.key"));
        Issuer stolen = new Issuer(authority.key(), authority.chain().get(0));

        for (String other : List.of("bank.example", "203.0.113.7")) {
            assertThat(stolen.maySignFor(Set.of(other))).as(other).isFalse();
            assertThatExceptionOfType(CertPathValidatorException.class)
                    .as(other)
                    .isThrownBy(() -> validate(stolen.server(Set.of(other), NOW), NOW));
        }
    }

    @Test
    void what_is_there_is_kept_until_thirty_days_before_its_end() throws Exception {
        PemPair first = pair(NAMES, NOW);

        PemPair kept = pair(NAMES, NOW.plus(Duration.ofDays(334)));
        PemPair renewed = pair(NAMES, NOW.plus(Duration.ofDays(336)));

        assertThat(kept.chain()).isEqualTo(first.chain());
        assertThat(renewed.chain().get(0)).isNotEqualTo(first.chain().get(0));
        assertThat(renewed.chain().get(1)).isEqualTo(first.chain().get(1));
        validate(renewed, NOW.plus(Duration.ofDays(700)));
    }

    @Test
    void another_address_at_home_needs_another_certificate_but_the_same_authority() throws Exception {
        PemPair first = pair(NAMES, NOW);

        PemPair next = pair(Set.of("localhost", "192.168.7.7"), NOW);

        assertThat(next.chain().get(1)).isEqualTo(first.chain().get(1));
        validate(next, NOW);
    }

    @Test
    void another_name_needs_another_authority() throws Exception {
        PemPair first = pair(NAMES, NOW);

        PemPair next = pair(Set.of("localhost", "box.lan"), NOW);

        assertThat(next.chain().get(1)).isNotEqualTo(first.chain().get(1));
        validate(next, NOW);
    }

    @Test
    void a_clock_that_was_wrong_when_it_was_made_and_a_spoilt_file_are_mended() throws Exception {
        PemPair first = pair(NAMES, Instant.parse("1970-01-05T00:00:00Z"));

        PemPair next = pair(NAMES, NOW);
        validate(next, NOW);
        Files.writeString(state.resolve("tls/server.crt"), "spoilt");

        PemPair mended = pair(NAMES, NOW);
        assertThat(next.chain().get(1)).isNotEqualTo(first.chain().get(1));
        assertThat(mended.chain().get(1)).isEqualTo(next.chain().get(1));
    }

    @Test
    void a_pair_that_does_not_belong_together_or_is_not_valid_is_told() throws Exception {
        pair(NAMES, NOW);
        Path certificate = state.resolve("tls/server.crt");

        assertThatExceptionOfType(BadPemException.class)
                .isThrownBy(() -> PemPair.read(certificate, state.resolve("tls/ca.key")))
                .withMessage(
                        "is not the key of the certificate in " + certificate + "; name the two that belong together")
                .satisfies(e -> assertThat(e.aboutKey()).isTrue());
        PemPair good = PemPair.read(certificate, state.resolve("tls/server.key"));
        assertThatExceptionOfType(BadPemException.class)
                .isThrownBy(() -> good.requireValid(NOW.plus(Duration.ofDays(366))))
                .withMessage("holds a certificate that expired at 2027-11-22T12:00:00Z; renew it");
        assertThatExceptionOfType(BadPemException.class)
                .isThrownBy(() -> good.requireValid(NOW.minus(Duration.ofDays(1))))
                .withMessageContaining("valid only from 2026-11-22T00:00:00Z");
        Path old = Files.writeString(
                state.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        assertThatExceptionOfType(BadPemException.class)
                .isThrownBy(() -> PemPair.read(certificate, old))
                .withMessage(
                        "holds a key as EC PRIVATE KEY, which is not read; write it anew with: openssl pkcs8 -topk8"
                                + " -nocrypt -in FILE -out NEW");
    }
}
