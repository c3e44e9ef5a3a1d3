package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.earmuff.rules.mute.MuteState;

/**
 * Every rule of a household, and the one question asked of them. Immutable, any thread. The strictest rule wins; their order means
 * nothing.
 */
public final class RuleBook {

    /** Devices whose rules are kept picked out; more are decided all the same, only more slowly. */
    private static final int MOST_DEVICES = 1024;

    private final List<Rule> rules;
    private final ZoneId zone;
    private final Verdict unknownDevices;
    private final Verdict clockUnsynced;
    private final Map<Facts, DeviceRules> devices = new ConcurrentHashMap<>();

    /**
     * @param zone the household's, whose wall clock hours are read on
     * @param unknownDevices the verdict for a device that matches no speaker; rules and mutes for everyone may be stricter
     * @param clockUnsynced the verdict of every rule with {@code hours} or {@code when} while the clock was never set
     */
    public RuleBook(List<Rule> rules, ZoneId zone, Verdict unknownDevices, Verdict clockUnsynced) {
        this.rules = List.copyOf(rules);
        this.zone = zone;
        this.unknownDevices = unknownDevices;
        this.clockUnsynced = clockUnsynced;
    }

    /**
     * What may happen to a device's upstream at an instant.
     *
     * <p>Until {@link Decision#validUntil} the answer stays the same if facts and mutes do; that instant is the real next change, or, where
     * hundreds of edges go by without one, the last edge looked at.
     */
    public Decision decide(Facts facts, MuteState mutes, Instant now) {
        DeviceRules device = devices.get(facts);
        if (device == null) {
            device = new DeviceRules(this, facts);
            if (devices.size() < MOST_DEVICES) {
                devices.putIfAbsent(facts, device);
            }
        }
        return device.decide(mutes, now);
    }

    /** In the order of the configuration, which means nothing to a decision. */
    public List<Rule> rules() {
        return rules;
    }

    public ZoneId zone() {
        return zone;
    }

    public Verdict unknownDevices() {
        return unknownDevices;
    }

    public Verdict clockUnsynced() {
        return clockUnsynced;
    }
}
