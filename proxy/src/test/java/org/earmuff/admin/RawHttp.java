package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;

/** One request byte by byte over loopback, from any of its addresses. */
public final class RawHttp {

    private RawHttp() {}

    /** An answer as it came over the wire. */
    public record Reply(int status, String head, String body) {
        public JsonObject json() throws Exception {
            return Json.readObject(body);
        }

        /** All values of a header. */
        public List<String> all(String name) {
            return head.lines()
                    .filter(l -> l.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(l -> l.substring(name.length() + 2))
                    .toList();
        }

        /** The cookie that it sets, as a request sends it; empty where it sets none. */
        public String cookie() {
            return all("Set-Cookie").stream()
                    .findFirst()
                    .map(c -> c.split(";", 2)[0])
                    .orElse("");
        }
    }

    public static Reply send(String from, int port, String method, String path, String body, String... headers)
            throws Exception {
        return raw(from, port, request(method, path, body, "Host: 127.0.0.1:" + port, headers));
    }

    public static String request(String method, String path, String body, String host, String... headers) {
        StringBuilder text =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\n" + host + "\r\nConnection: close\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return text + "\r\n" + body;
    }

    public static Reply raw(String from, int port, String text) throws Exception {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = all.indexOf("\r\n\r\n");
            assertThat(end).as(all).isPositive();
            String head = all.substring(0, end);
            return new Reply(Integer.parseInt(head.split(" ", -1)[1]), head, all.substring(end + 4));
        }
    }
}
