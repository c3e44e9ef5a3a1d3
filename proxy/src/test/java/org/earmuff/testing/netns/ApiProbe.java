package org.earmuff.testing.netns;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * The program inside the box's namespace that asks the appliance's API. One order a line on standard input,
 * {@code METHOD URL TOKEN BODY} with the body in base64, {@code -} for none; one answer a line:
 * {@code CODE ASKED ANSWERED WALL BODY}, monotonic nanoseconds, then wall-clock nanoseconds at the answer.
 */
final class ApiProbe {

    private ApiProbe() {}

    public static void main(String[] arguments) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(answer(client, order.split(" ", -1)));
        }
        Runtime.getRuntime().halt(0);
    }

    private static String answer(HttpClient client, String[] words) {
        long asked = System.nanoTime();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(words[1]))
                    .timeout(Duration.ofSeconds(10))
                    .header("Authorization", "Bearer " + words[2]);
            if (words[3].equals("-")) {
                request.method(words[0], HttpRequest.BodyPublishers.noBody());
            } else {
                request.header("Content-Type", "application/json")
                        .method(
                                words[0],
                                HttpRequest.BodyPublishers.ofByteArray(
                                        Base64.getDecoder().decode(words[3])));
            }
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            long answered = System.nanoTime();
            return answer.statusCode() + " " + asked + " " + answered + " " + wallNanos() + " "
                    + Base64.getEncoder().encodeToString(answer.body());
        } catch (IOException | InterruptedException e) {
            String why = String.valueOf(e);
            return "0 " + asked + " " + System.nanoTime() + " " + wallNanos() + " "
                    + Base64.getEncoder().encodeToString(why.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
