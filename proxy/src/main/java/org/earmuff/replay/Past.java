package org.earmuff.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.earmuff.config.Configuration;
import org.earmuff.flow.Flow;
import org.earmuff.home.SpeakerDef;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.MuteHistory;
import org.earmuff.policy.UdpRules;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Facts;
import org.earmuff.rules.Reason;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict;
import org.earmuff.usage.PastUsage;
import org.jspecify.annotations.Nullable;

/** The decisions of other rules at instants of the past, with the mutes that held then and the budgets as far as they would have been used. */
final class Past {

    private static final String CLOCK_NEVER_SET = Reason.CLOCK.word();

    private final RuleBook rules;
    private final UdpRules udp;
    private final MuteHistory mutes;
    private final PastUsage usage;
    private final Map<String, Facts> speakers = new HashMap<>();
    private final Facts unknown = new Facts(Flow.UNKNOWN, "", Set.of(), false, true);

    Past(Configuration other, MuteHistory mutes) {
        this.rules = other.rules();
        this.udp = new UdpRules(other.udp().relaysQuic(), other.udp().calls());
        this.mutes = mutes;
        for (SpeakerDef s : other.speakers()) {
            speakers.put(s.name(), new Facts(s.name(), s.room(), s.groups(), true, true));
        }
        List<Facts> everyone = new ArrayList<>(speakers.values());
        everyone.add(unknown);
        this.usage = new PastUsage(rules, everyone);
    }

    /** Whether the other rules' household has a speaker of this name; one that it has not would be an unknown device. */
    boolean knows(String speaker) {
        return speaker.equals(Flow.UNKNOWN) || speakers.containsKey(speaker);
    }

    /** What may be asked about one row. */
    About about(LedgerRow row) {
        return new About(row);
    }

    /** One row's flow, under the other rules. */
    final class About {

        private final Facts facts;
        private final @Nullable String name;
        private final boolean datagrams;
        private final boolean quic;

        private About(LedgerRow row) {
            Facts known = speakers.getOrDefault(String.valueOf(row.speaker()), unknown);
            this.facts = CLOCK_NEVER_SET.equals(row.reason())
                    ? new Facts(known.speaker(), known.room(), known.groups(), known.known(), false)
                    : known;
            this.name = row.name() == null ? null : row.name().toLowerCase(Locale.ROOT);
            this.datagrams = "udp".equals(row.transport());
            this.quic = String.valueOf(row.destination()).endsWith(":443");
        }

        Decision decide(Instant at) {
            Decision decision = rules.decide(facts, usage.usage(), mutes.at(at), at);
            Instant until = decision.validUntil();
            if (name != null) {
                Decision named = rules.decide(facts.named(name), usage.usage(), mutes.at(at), at);
                until = earlier(until, named.validUntil());
                decision = named.verdict().strictness() >= decision.verdict().strictness() ? named : decision;
            }
            return overDatagrams(new Decision(
                    decision.verdict(), decision.reason(), decision.rule(), earlier(until, mutes.next(at))));
        }

        /** Sound over UDP is a call, or QUIC. */
        private Decision overDatagrams(Decision decision) {
            Verdict own = !datagrams
                    ? Verdict.ALLOW
                    : quic ? (udp.relaysQuic() ? Verdict.ALLOW : Verdict.REFUSE) : udp.calls();
            return own.strictness() <= decision.verdict().strictness()
                    ? decision
                    : new Decision(own, Reason.DEFAULT, null, decision.validUntil());
        }

        @Nullable
        UploadLimit limit(Instant at) {
            return rules.longestUpload(facts, at);
        }

        /** The first instant after this at which decisions may be others, whatever is used meanwhile. */
        Instant steadyUntil(Instant at, Decision decision) {
            return earlier(
                    earlier(decision.validUntil(), rules.longestUploadChanges(facts, at)),
                    usage.steadyUntil(facts.speaker(), at));
        }

        boolean fits(long millis, long bytes, Instant at) {
            return usage.fits(facts.speaker(), millis, bytes, at);
        }

        void use(long millis, long bytes, Instant at) {
            usage.use(facts.speaker(), millis, bytes, at);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
