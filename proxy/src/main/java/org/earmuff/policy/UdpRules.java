package org.earmuff.policy;

import org.earmuff.flow.Service;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;

/**
 * What the household says of UDP besides its rules. The firewall keeps it too, and sooner; here it holds where the firewall's table is
 * older than the configuration.
 *
 * @param relaysQuic whether QUIC is relayed
 * @param calls the verdict for UDP that may be a call; the speaker's own may be stricter
 */
public record UdpRules(boolean relaysQuic, Verdict calls) {

    /** What holds where the configuration says nothing. */
    public static final UdpRules DEFAULT = new UdpRules(false, Verdict.WITHHOLD);

    /** The stricter of a decision and of what is said here. */
    Decision over(Service service, Decision decision) {
        return switch (service) {
            case STREAM, DNS, NTP -> decision;
            case QUIC -> relaysQuic ? decision : stricter(decision, Verdict.REFUSE);
            case OTHER -> stricter(decision, calls);
        };
    }

    private static Decision stricter(Decision decision, Verdict verdict) {
        return verdict.strictness() <= decision.verdict().strictness()
                ? decision
                : new Decision(verdict, Reason.DEFAULT, null, decision.validUntil());
    }
}
