package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.earmuff.rules.mute.MuteState;
import org.jspecify.annotations.Nullable;

/**
 * Every rule of a household, and the questions asked of them. Immutable, any thread. The strictest rule wins; their order means
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
     * @param clockUnsynced the verdict of every rule with {@code hours}, {@code when} or a budget while the clock was never set
     */
    public RuleBook(List<Rule> rules, ZoneId zone, Verdict unknownDevices, Verdict clockUnsynced) {
        this.rules = List.copyOf(rules);
        this.zone = zone;
        this.unknownDevices = unknownDevices;
        this.clockUnsynced = clockUnsynced;
    }

    /**
     * What may happen to a flow's upstream at an instant.
     *
     * <p>Until {@link Decision#validUntil} the answer stays the same if facts, usage and mutes do; that instant is the real next change, or,
     * where hundreds of edges go by without one, the last edge looked at. Rules in shadow mode have no say.
     */
    public Decision decide(Facts facts, Usage usage, MuteState mutes, Instant now) {
        return device(facts).decide(facts.name(), usage, mutes, now);
    }

    /** How long an upload of the device may be: the shortest {@code longest-upload} that applies; null where none does. */
    public @Nullable UploadLimit longestUpload(Facts facts, Instant now) {
        return device(facts).longestUpload(now);
    }

    /** The first instant at which {@link #longestUpload} may differ; {@link Instant#MAX} for never. */
    public Instant longestUploadChanges(Facts facts, Instant now) {
        return device(facts).longestUploadChanges(now);
    }

    /** Whether any rule about the device, inside its {@code when} or not, refuses names: then nothing may leave before a name is known. */
    public boolean namesMatter(Facts facts) {
        return device(facts).namesMatter();
    }

    /** What each rule in shadow mode that is about the device would say alone, in the order of the configuration. */
    public List<ShadowFinding> shadow(Facts facts, Usage usage, Instant now) {
        return device(facts).shadow(facts.name(), usage, now);
    }

    private DeviceRules device(Facts facts) {
        Facts nameless = facts.name() == null ? facts : facts.named(null);
        DeviceRules device = devices.get(nameless);
        if (device == null) {
            device = new DeviceRules(this, nameless);
            if (devices.size() < MOST_DEVICES) {
                devices.putIfAbsent(nameless, device);
            }
        }
        return device;
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
