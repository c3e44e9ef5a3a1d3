package org.earmuff.policy;

import java.time.Instant;
import org.earmuff.home.Home;
import org.earmuff.home.Identity;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Facts;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.mute.MuteState;

/** All that a decision rests on besides the instant, as it is in force at one moment. Replaced whole, never changed. */
record Snapshot(Home home, RuleBook rules, MuteState mutes) {

    Decision decide(Identity who, boolean clockSet, Instant now) {
        return rules.decide(facts(who, clockSet), mutes, now);
    }

    Snapshot with(MuteState next) {
        return new Snapshot(home, rules, next);
    }

    /** A flow may be older than the home: its speaker may be in another room by now, or be none any more. */
    private Facts facts(Identity then, boolean clockSet) {
        Identity who = then.known() ? home.named(then.speaker()) : then;
        return new Facts(who.speaker(), who.room(), who.groups(), who.known(), clockSet);
    }
}
