package org.earmuff.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earmuff.flow.Flow;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;

/**
 * The label values that are known before anything happens. Their series begin at 0: {@code rate()} and {@code increase()} see only what
 * grows, never what appears.
 */
final class KnownLabels {

    static final String ALLOW = Verdict.ALLOW.word();
    static final String LIMIT = "limit";
    static final String WITHHOLD = Verdict.WITHHOLD.word();
    static final String REFUSE = Verdict.REFUSE.word();

    /** Every verdict, the mildest first. */
    static final List<String> VERDICTS = List.of(ALLOW, LIMIT, WITHHOLD, REFUSE);

    /** The kind of what was withheld before it could show whether it was sound. */
    static final String UNRECOGNISED = "unrecognised";

    /** What an upload may be. */
    static final List<String> KINDS = List.of("voice", "call", UNRECOGNISED);

    /** What cuts short an upload that may begin to leave: it is counted under the verdict that let it begin. */
    private static final Set<Reason> CUTS =
            Set.of(Reason.MUTE, Reason.HOURS, Reason.BUDGET, Reason.LONGEST_UPLOAD, Reason.NAME);

    private static final Map<String, Set<Reason>> REASONS = Map.of(
            ALLOW,
            and(CUTS, Reason.DEFAULT, Reason.CLOCK),
            LIMIT,
            and(CUTS, Reason.RATE, Reason.DEFAULT, Reason.CLOCK),
            WITHHOLD,
            Set.of(Reason.MUTE, Reason.HOURS, Reason.BUDGET, Reason.LONGEST_UPLOAD, Reason.CLOCK, Reason.DEFAULT),
            REFUSE,
            Set.of(Reason.MUTE, Reason.HOURS, Reason.NAME, Reason.CLOCK, Reason.DEFAULT));

    private KnownLabels() {}

    private static Set<Reason> and(Set<Reason> some, Reason... more) {
        return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a speaker's upload of this kind may meet the verdict: what was forwarded has shown what it was. */
    static boolean possible(String kind, String verdict) {
        return !kind.equals(UNRECOGNISED) || verdict.equals(WITHHOLD) || verdict.equals(REFUSE);
    }

    /** Each verdict with each reason that may lead to it for a speaker. */
    static void decisions(String speaker, BiConsumer<String, String> each) {
        REASONS.forEach((verdict, reasons) -> {
            reasons.forEach(reason -> each.accept(verdict, reason.word()));
            if (speaker.equals(Flow.UNKNOWN) && !verdict.equals(LIMIT)) {
                each.accept(verdict, Reason.UNKNOWN_DEVICE.word());
            }
        });
    }
}
