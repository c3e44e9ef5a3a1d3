package org.earmuff.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.flow.Service;
import org.earmuff.home.Home;
import org.earmuff.home.Identity;
import org.earmuff.relay.Terms;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Facts;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Usage;
import org.earmuff.rules.mute.MuteState;

/** All that a decision rests on besides usage and the instant, as it is in force at one moment. Replaced whole, never changed. */
record Snapshot(Home home, RuleBook rules, MuteState mutes, UdpRules udp) {

    /** What a flow without a name may do. */
    Decision decide(Identity who, Usage usage, boolean clockSet, Instant now) {
        return rules.decide(facts(who, clockSet), usage, mutes, now);
    }

    /** @param names every name that the flow is known to want; the strictest decision about any of them counts */
    Standing standing(Identity who, Service service, List<String> names, Usage usage, boolean clockSet, Instant now) {
        Facts facts = facts(who, clockSet);
        Facts deciding = facts;
        Decision decision = rules.decide(facts, usage, mutes, now);
        Instant until = decision.validUntil();
        for (String name : names) {
            Decision next = rules.decide(facts.named(name), usage, mutes, now);
            until = earlier(until, next.validUntil());
            if (next.verdict().strictness() >= decision.verdict().strictness()) {
                decision = next;
                deciding = facts.named(name);
            }
        }
        Terms terms = new Terms(
                udp.over(service, decision),
                rules.longestUpload(facts, now),
                rules.namesMatter(facts),
                rules.shadow(deciding, usage, now));
        return new Standing(terms, earlier(until, rules.longestUploadChanges(facts, now)));
    }

    /** The first instant at which a flow without a name may be decided otherwise. */
    Instant nextChange(Identity who, Usage usage, boolean clockSet, Instant now) {
        Instant limit = rules.longestUploadChanges(facts(who, clockSet), now);
        return earlier(decide(who, usage, clockSet, now).validUntil(), limit);
    }

    Snapshot with(MuteState next) {
        return new Snapshot(home, rules, next, udp);
    }

    /** Everyone who may come: the configured speakers and, as one, all others. */
    List<Facts> everyone() {
        List<Facts> all = new ArrayList<>();
        home.speakers().forEach(s -> all.add(facts(Identity.of(s), true)));
        all.add(facts(Identity.UNKNOWN, true));
        return all;
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** A flow may be older than the home: its speaker may be in another room by now, or be none any more. */
    private Facts facts(Identity then, boolean clockSet) {
        Identity who = then.known() ? home.named(then.speaker()) : then;
        return new Facts(who.speaker(), who.room(), who.groups(), who.known(), clockSet);
    }
}
