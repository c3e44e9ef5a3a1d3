package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.admin.RawHttp;
import org.earmuff.admin.RawHttp.Reply;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.config.ConfigLoader;
import org.earmuff.testing.FreePort;
import org.earmuff.testing.Sink;
import org.earmuff.testing.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole appliance while somebody on the network works on its dashboard. */
class UnderAttackTest {

    private static final String GUESSER = "127.0.0.66";
    private static final String PASSWORD = "four words in a row";

    @TempDir
    Path folder;

    @Test
    void two_hundred_slow_clients_and_a_guesser_hold_up_neither_health_nor_speakers_nor_the_owner() throws Exception {
        TestClock clock = new TestClock();
        Path file = folder.resolve("earmuff.yaml");
        Path state = Files.createDirectory(folder.resolve("state"));
        new PasswordFile(state).set(PASSWORD);
        Files.writeString(file, """
                schema: 1
                state: %s
                listen: {tproxy: none, socks: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
                speakers:
                  - {name: kitchen, room: Kitchen, match: [127.0.0.11]}
                """.formatted(state, FreePort.find(), FreePort.find()));
        List<Socket> slow = new ArrayList<>();
        try (Sink cloud = Sink.open();
                Appliance appliance = Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of());
                Socket speaker = new Socket(new Proxy(Proxy.Type.SOCKS, appliance.socks()))) {
            speaker.bind(new InetSocketAddress("127.0.0.11", 0));
            speaker.connect(cloud.address());
            int port = appliance.admin().getPort();
            int sent = 0;
            for (int i = 0; i < 200; i++) {
                slow.add(slowClient(port));
                if (i % 10 == 0) {
                    slow.forEach(UnderAttackTest::dribble);
                    assertThat(guess(GUESSER, "guess " + i, port).status()).isIn(401, 429);
                    assertThat(ask("127.0.0.1", "GET", "/healthz", "", port).body())
                            .isEqualTo("ok\n");
                    speaker.getOutputStream().write(new byte[100]);
                    sent += 100;
                }
            }
            int expected = sent;
            await().until(() -> cloud.connections().get(0).count() == expected);
            assertThat(guess(GUESSER, PASSWORD, port).status()).isEqualTo(429);
            assertThat(guess("127.0.0.1", PASSWORD, port).status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static Socket slowClient(int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress("127.0.0.67", 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void dribble(Socket socket) {
        try {
            socket.getOutputStream().write('a');
        } catch (IOException e) {
            // It was cut off, as it should be.
        }
    }

    private static Reply guess(String from, String password, int port) throws Exception {
        return ask(from, "POST", "/api/v1/session", "{\"password\":\"" + password + "\"}", port);
    }

    private static Reply ask(String from, String method, String path, String body, int port) throws Exception {
        return RawHttp.send(from, port, method, path, body, "X-Earmuff: 1");
    }
}
