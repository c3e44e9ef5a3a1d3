package org.earmuff;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether speakers' connections are still handed over: without the firewall's table they go past Earmuff, and a
 * page that says "nothing leaves" would lie.
 */
final class FirewallWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FirewallWatch.class);
    private static final long EVERY_SECONDS = 5;

    private final Supplier<Optional<String>> missing;
    private final Runnable changed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "firewall-watch");
        t.setDaemon(true);
        return t;
    });
    private volatile String problem = "";

    /**
     * @param missing what is missing, asked on a thread of its own
     * @param changed told when the answer is another one
     */
    FirewallWatch(Supplier<Optional<String>> missing, Runnable changed) {
        this.missing = missing;
        this.changed = changed;
        thread.scheduleWithFixedDelay(this::look, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** A sentence for people; empty where nothing is known to be missing. */
    String problem() {
        return problem;
    }

    private void look() {
        try {
            String now = missing.get().orElse("");
            if (!now.equals(problem)) {
                problem = now;
                if (now.isEmpty()) {
                    LOG.info("the firewall is in place again");
                } else {
                    LOG.warn("{}", now);
                }
                changed.run();
            }
        } catch (RuntimeException e) {
            // Thrown on, it would end the watch for good.
            LOG.error("the firewall could not be looked at", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
