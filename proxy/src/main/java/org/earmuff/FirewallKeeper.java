package org.earmuff;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.earmuff.config.Configuration;
import org.earmuff.firewall.Finding;
import org.earmuff.firewall.Firewall;
import org.earmuff.firewall.FirewallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the firewall while the appliance runs: a table that something else flushed ({@code nft flush ruleset}, a router's
 * own firewall) is put back, where this process may. One that a person removed stays away: with it went the routing.
 */
final class FirewallKeeper implements Supplier<Optional<String>> {

    private static final Logger LOG = LoggerFactory.getLogger(FirewallKeeper.class);

    private final Firewall kernel;
    private final Supplier<Configuration> configuration;
    private final RefusedCounts counts;

    FirewallKeeper(Firewall kernel, Supplier<Configuration> configuration, RefusedCounts counts) {
        this.kernel = kernel;
        this.configuration = configuration;
        this.counts = counts;
    }

    /** What is wrong and how to mend it; empty where nothing is, or nothing any more. Blocks while programs run. */
    @Override
    public Optional<String> get() {
        counts.look();
        Optional<String> missing = kernel.missing();
        if (missing.isPresent() && kernel.wasFlushed() && putBack()) {
            missing = kernel.missing();
        }
        return missing.or(() -> kernel.spoiled(configuration.get().lanInterfaces()));
    }

    private boolean putBack() {
        try {
            List<Finding> warnings = kernel.apply(FirewallPlan.of(configuration.get()));
            LOG.warn("something else took the firewall's table away (nft flush ruleset?); it was put back");
            warnings.forEach(warning -> LOG.warn("{}", warning));
            return true;
        } catch (FirewallException | IllegalArgumentException e) {
            LOG.warn("something else took the firewall's table away, and it could not be put back: {}", e.getMessage());
            return false;
        }
    }
}
