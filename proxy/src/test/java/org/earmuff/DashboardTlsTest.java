package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.earmuff.cli.Earmuff;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.LastGood;
import org.earmuff.testing.TestClock;
import org.earmuff.tls.OwnAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole appliance, whose dashboard is encrypted, met by a client that checks names and by the commands. */
class DashboardTlsTest {

    private final TestClock clock = new TestClock();

    @TempDir
    private Path folder;

    private Path file;
    private Appliance appliance;

    private void given(String admin) throws Exception {
        file = folder.resolve("earmuff.yaml");
        configure(admin);
        appliance = Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of());
    }

    private void configure(String admin) throws IOException {
        int port = appliance == null ? freePort() : appliance.admin().getPort();
        Files.writeString(file, """
                schema: 1
                state: %s
                listen: {socks: none, admin: "127.0.0.1:%d"}
                admin: %s
                """.formatted(state(), port, admin));
    }

    private Path state() {
        return folder.resolve("state");
    }

    @AfterEach
    void stop() {
        if (appliance != null) {
            appliance.close();
        }
    }

    @Test
    void auto_is_https_that_whoever_trusts_the_own_authority_can_check() throws Exception {
        given("{tls: auto, names: [earmuff.lan]}");
        byte[] authority = Files.readAllBytes(state().resolve("tls/ca.crt"));

        assertThat(get(authority, "127.0.0.1", "/ca.crt")).isEqualTo(new String(authority, StandardCharsets.UTF_8));
        assertThat(get(authority, "localhost", "/healthz")).isEqualTo("ok\n");
        assertThat(command("health")).isZero();
        assertThat(command("mute", "all")).isZero();
    }

    @Test
    void plain_http_is_told_to_come_with_https() throws Exception {
        given("{tls: auto}");

        try (Socket socket = new Socket("127.0.0.1", appliance.admin().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains(
                            "\r\nContent-Security-Policy: default-src 'none';",
                            "\r\nX-Content-Type-Options: nosniff\r\n")
                    .endsWith("use https:// instead of http:// in the address.\n");
        }
    }

    @Test
    void a_second_handshake_ends_the_connection() throws Exception {
        given("{tls: auto}");
        try (SSLSocket socket = (SSLSocket) trusting(Files.readAllBytes(state().resolve("tls/ca.crt")))
                .getSocketFactory()
                .createSocket("127.0.0.1", appliance.admin().getPort())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            String request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                socket.startHandshake();
                socket.getInputStream().readAllBytes();
            });
        }
    }

    @Test
    void off_loads_and_makes_nothing_and_a_reload_turns_it_on() throws Exception {
        given("{tls: off}");
        assertThat(command("health")).isZero();
        assertThat(state().resolve("tls")).doesNotExist();

        configure("{tls: auto}");

        assertThat(appliance.reload().changed()).containsExactly("admin.tls changed");
        assertThat(get(Files.readAllBytes(state().resolve("tls/ca.crt")), "localhost", "/healthz"))
                .isEqualTo("ok\n");
        assertThat(command("health")).isZero();
    }

    @Test
    void a_certificate_of_ones_own_is_served_and_read_again_at_a_reload() throws Exception {
        String own = own("a", Duration.ZERO);
        given(own);
        byte[] first = Files.readAllBytes(folder.resolve("a/tls/ca.crt"));
        assertThat(get(first, "localhost", "/healthz")).isEqualTo("ok\n");
        assertThat(command("health")).isZero();

        own("b", Duration.ZERO);
        for (String name : List.of("server.crt", "server.key")) {
            Files.writeString(folder.resolve("a/tls/" + name), Files.readString(folder.resolve("b/tls/" + name)));
        }
        assertThat(appliance.reload().problems()).isEmpty();

        byte[] second = Files.readAllBytes(folder.resolve("b/tls/ca.crt"));
        assertThat(get(second, "localhost", "/healthz")).isEqualTo("ok\n");
        assertThat(command("health")).isZero();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(first, "localhost", "/healthz"));
    }

    @Test
    void an_expired_certificate_is_refused_at_a_load_but_does_not_keep_the_last_good_from_starting() throws Exception {
        String own = own("a", Duration.ofDays(-360));
        given(own);
        appliance.close();
        clock.jump(Duration.ofDays(10));

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file, clock.now()))
                .withMessageMatching(
                        "(?s).*admin\\.tls\\.certificate: \".*/server\\.crt\" holds a certificate that expired"
                                + " at .*; renew it");
        appliance = Appliance.startWithLastGood(LastGood.of(file), "expired", clock, List.of());

        assertThat(command("health")).isZero();
    }

    @Test
    void where_the_own_files_are_gone_the_appliance_s_certificate_stands_in() throws Exception {
        given(own("a", Duration.ZERO));
        appliance.close();
        Files.delete(folder.resolve("a/tls/server.key"));

        appliance = Appliance.startWithLastGood(LastGood.of(file), "no key", clock, List.of());

        assertThat(get(Files.readAllBytes(state().resolve("tls/ca.crt")), "localhost", "/healthz"))
                .isEqualTo("ok\n");
        assertThat(command("health")).isZero();
    }

    /** A user's pair, from another authority. */
    private String own(String name, Duration made) throws IOException {
        OwnAuthority other = new OwnAuthority(folder.resolve(name));
        other.pair(Set.of("localhost", "127.0.0.1"), clock.now().plus(made));
        return "{tls: {certificate: %1$s/server.crt, key: %1$s/server.key}}".formatted(folder.resolve(name + "/tls"));
    }

    private String get(byte[] authority, String host, String path) throws Exception {
        URI uri = URI.create("https://" + host + ":" + appliance.admin().getPort() + path);
        return HttpClient.newBuilder()
                .sslContext(trusting(authority))
                .build()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static SSLContext trusting(byte[] authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        X509Certificate trusted = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new java.io.ByteArrayInputStream(authority));
        store.setCertificateEntry("ca", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }

    private int command(String... words) {
        StringWriter err = new StringWriter();
        List<String> all = new java.util.ArrayList<>(List.of(words));
        all.addAll(List.of("--config", file.toString()));
        int code = Earmuff.run(new PrintWriter(new StringWriter()), new PrintWriter(err), all.toArray(String[]::new));
        assertThat(err.toString()).doesNotContain("PKIX");
        return code;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
