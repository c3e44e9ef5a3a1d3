package org.earmuff.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages at once and brings them one after another, on one thread that ends when there are none. What a receiver does not take is
 * tried again a few times, ever later; meanwhile others are served. Of more than {@link #MOST} that wait, the oldest is thrown away.
 */
final class Postman implements AutoCloseable {

    static final int MOST = 64;

    private static final List<Duration> AGAIN =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(3));
    private static final long IDLE_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(Postman.class);

    private final List<Duration> again;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<Long, Future<?>> waiting = new LinkedHashMap<>();
    private @Nullable HttpPost post;
    private long numbers;
    private long thrownAway;

    Postman() {
        this(AGAIN);
    }

    /** @param again after how long what failed is tried again, each time */
    Postman(List<Duration> again) {
        this.again = List.copyOf(again);
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "notify");
            made.setDaemon(true);
            return made;
        });
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Never waits for the network. */
    synchronized void take(Message message) {
        if (thread.isShutdown()) {
            return;
        }
        if (waiting.size() >= MOST) {
            Map.Entry<Long, Future<?>> oldest = waiting.entrySet().iterator().next();
            oldest.getValue().cancel(false);
            waiting.remove(oldest.getKey());
            thrownAway++;
        }
        later(++numbers, message, 0, Duration.ZERO);
    }

    private synchronized void later(long number, Message message, int tried, Duration delay) {
        if (!thread.isShutdown()) {
            waiting.put(
                    number,
                    thread.schedule(() -> bring(number, message, tried), delay.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void bring(long number, Message message, int tried) {
        if (!begin(number)) {
            return;
        }
        try {
            int status = send(message);
            if (status >= 200 && status < 300) {
                LOG.debug("{} was told: {}", message.receiver(), message.topic().word());
                return;
            }
            boolean passing = status == 408 || status == 429 || status >= 500;
            failed(number, message, passing ? tried : again.size(), "it answers " + status);
        } catch (IOException | RuntimeException | LinkageError e) {
            failed(number, message, tried, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where it was thrown away just now. */
    private synchronized boolean begin(long number) {
        if (thrownAway > 0) {
            LOG.warn("notify: {} messages were thrown away, since more than {} waited", thrownAway, MOST);
            thrownAway = 0;
        }
        return waiting.remove(number) != null;
    }

    private int send(Message message) throws IOException, InterruptedException {
        HttpPost client = post;
        if (client == null) {
            client = new HttpPost();
            post = client;
        }
        return client.send(message);
    }

    /** The reason is never the exception's own text, which may name the address. */
    private void failed(long number, Message message, int tried, String why) {
        String topic = message.topic().word();
        if (tried < again.size()) {
            Duration delay = again.get(tried);
            LOG.warn(
                    "notify: {} did not take {} ({}): again in {} s",
                    message.receiver(),
                    topic,
                    why,
                    delay.toSeconds());
            later(number, message, tried + 1, delay);
        } else {
            LOG.error(
                    "notify: {} does not take {} ({}): given up; look at notify[].url, and whether it can be reached",
                    message.receiver(),
                    topic,
                    why);
        }
    }

    /** What was not brought yet is forgotten. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
