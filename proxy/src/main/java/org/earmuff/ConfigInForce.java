package org.earmuff;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.earmuff.admin.Reloaded;
import org.earmuff.config.Advice;
import org.earmuff.config.Changes;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.config.LastGood;
import org.earmuff.config.Problem;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.Ledger;
import org.earmuff.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force, and how another takes its place: all of it or nothing. A file that fails never replaces what runs; that it
 * does not is said in the log, the account, the metrics and on the page until it is mended.
 */
final class ConfigInForce {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigInForce.class);
    private static final int MOST_LOGGED = 10;

    private final Configuration started;
    private final HouseClock clock;
    private final Ledger ledger;
    private final Metrics metrics;
    private final LastGood lastGood;
    private volatile Configuration current;
    private volatile Instant loadedAt;
    private volatile String problem;

    /** @param problem why the file is not what is in force, where the start had to use the last good one; else empty */
    ConfigInForce(Configuration started, String problem, HouseClock clock, Ledger ledger, Metrics metrics) {
        this.started = started;
        this.current = started;
        this.problem = problem;
        this.clock = clock;
        this.ledger = ledger;
        this.metrics = metrics;
        this.lastGood = LastGood.in(started.state());
        this.loadedAt = clock.now();
        metrics.configLoaded(started.sha256(), loadedAt);
        if (!problem.isEmpty()) {
            metrics.configRefused();
        }
    }

    Configuration current() {
        return current;
    }

    Instant loadedAt() {
        return loadedAt;
    }

    /** Why the file on disk is not what is in force; empty where it is. */
    String problem() {
        return problem;
    }

    /** Tells of the start; keeps what it started with, if that is what the files say. */
    void announce() {
        advise(started);
        if (problem.isEmpty()) {
            ledger.configured(started.sha256(), "loaded");
            keep(started);
            return;
        }
        ledger.configurationRefused(problem);
        ledger.configured(started.sha256(), "last good, because the file is not");
        LOG.error(
                "THE CONFIGURATION IS BAD: started with the last good one ({}) until this is mended:\n{}",
                started.sha256().substring(0, 12),
                problem);
    }

    /**
     * Reads the files again and puts them in force.
     *
     * @param apply puts a configuration in force; returns once it is
     */
    synchronized Reloaded reload(Consumer<Configuration> apply) {
        try {
            Configuration next = ConfigLoader.load(started.file(), clock.now(), started.state());
            Changes changes = Changes.between(started, current, next);
            apply.accept(next);
            current = next;
            loadedAt = clock.now();
            problem = "";
            metrics.configLoaded(next.sha256(), loadedAt);
            ledger.configured(next.sha256(), "loaded");
            keep(next);
            advise(next);
            LOG.info("configuration reloaded: {}", brief(changes.inForce()));
            if (!changes.atStart().isEmpty()) {
                LOG.warn("not in force before the next start: {}", String.join(", ", changes.atStart()));
            }
            return new Reloaded(List.of(), next.sha256(), changes.inForce(), changes.atStart());
        } catch (ConfigException e) {
            problem = String.valueOf(e.getMessage());
            metrics.configRefused();
            ledger.configurationRefused(problem);
            LOG.error("the configuration was not reloaded, the one before stays in force:\n{}", problem);
            List<Reloaded.Trouble> troubles = e.problems().stream()
                    .map(p -> new Reloaded.Trouble(p.file(), p.line(), p.path(), p.value(), p.message(), p.toString()))
                    .toList();
            return new Reloaded(troubles, current.sha256(), List.of(), List.of());
        }
    }

    /** For a log line; the API's answer has them all. */
    private static String brief(List<String> changes) {
        if (changes.isEmpty()) {
            return "nothing to change";
        }
        String first = String.join(", ", changes.subList(0, Math.min(MOST_LOGGED, changes.size())));
        return changes.size() <= MOST_LOGGED ? first : first + " and " + (changes.size() - MOST_LOGGED) + " more";
    }

    private static void advise(Configuration good) {
        List<Problem> advice = Advice.on(good);
        advice.stream().limit(MOST_LOGGED).forEach(warning -> LOG.warn("{}", warning));
        if (advice.size() > MOST_LOGGED) {
            LOG.warn("and {} more; see them all with: earmuff check", advice.size() - MOST_LOGGED);
        }
    }

    private void keep(Configuration good) {
        try {
            lastGood.keep(good);
        } catch (IOException e) {
            LOG.warn("the last good configuration could not be kept in {}: {}", started.state(), e.getMessage());
        }
    }
}
