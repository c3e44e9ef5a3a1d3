package org.earmuff.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Posts a message as ntfy takes it: the text as the body in UTF-8, and the headers Title, Tags and Priority. Java's HTTP client costs
 * memory and time to load, so it is made for the first message, by whoever has one.
 */
final class HttpPost {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final HttpClient client;

    HttpPost() {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Sends one message and waits for the answer, 15 seconds at most.
     *
     * @return the answer's status
     */
    int send(Message message) throws IOException, InterruptedException {
        URI url = message.receiver().url();
        HttpRequest.Builder request = HttpRequest.newBuilder(bare(url))
                .timeout(ANSWER)
                .header("User-Agent", "Earmuff")
                .header("Content-Type", "text/plain; charset=utf-8")
                .header("Title", message.topic().title())
                .header("Tags", message.topic().tags())
                .header("Priority", Integer.toString(message.topic().priority()))
                .POST(HttpRequest.BodyPublishers.ofString(message.text(), StandardCharsets.UTF_8));
        if (url.getUserInfo() != null) {
            byte[] user = url.getUserInfo().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static URI bare(URI url) {
        String text = url.toString();
        String user = url.getRawUserInfo();
        return user == null ? url : URI.create(text.replaceFirst("//\\Q" + user + "\\E@", "//"));
    }
}
