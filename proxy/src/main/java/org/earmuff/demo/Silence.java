package org.earmuff.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Watches one speaker for being silenced, and holds the cloud's count of its sound against what the count was when that
 * began. It says what the cloud counted, whatever that is.
 *
 * <pre>
 * heard ⇄ silenced
 * </pre>
 */
final class Silence {

    /** What was counted when the silence began. */
    private record Began(Tally tally, long cut, String word, boolean mute) {}

    private final DemoSpeaker speaker;
    private final DemoCloud cloud;
    private @Nullable Began began;
    private long cutTold;
    private long moreTold;

    Silence(DemoSpeaker speaker, DemoCloud cloud) {
        this.speaker = speaker;
        this.cloud = cloud;
    }

    DemoSpeaker speaker() {
        return speaker;
    }

    /** One letter: m muted, w withheld or refused for another reason; empty while it is heard. */
    String mark() {
        if (began == null) {
            return "";
        }
        return began.mute() ? "m" : "w";
    }

    /** What there is to say since the last look; lines of one sentence are parted by line feeds. */
    List<String> look(Decision decision) {
        List<String> said = new ArrayList<>();
        boolean silenced = decision.verdict().strictness() >= Verdict.WITHHOLD.strictness();
        Began since = began;
        if (silenced && since == null) {
            said.add(begin(decision));
        } else if (!silenced && since != null) {
            said.add(end(since));
        } else if (silenced && since != null) {
            tellMore(since, said);
        } else {
            cutTold = speaker.count(Count.REQUEST_CUT);
        }
        return said;
    }

    private String begin(Decision decision) {
        boolean mute = decision.reason() == Reason.MUTE;
        String word = mute
                ? "muted"
                : (decision.verdict().equals(Verdict.REFUSE) ? "refused" : "withheld") + " ("
                        + decision.reason().word() + ")";
        Tally tally = cloud.tally(speaker.plan().name());
        // As told at the last look: a request that was cut off by the order itself is told of at the next.
        began = new Began(tally, cutTold, word, mute);
        moreTold = 0;
        return speaker.plan().name() + " is " + word + ".\n" + stands(tally) + ".";
    }

    private void tellMore(Began since, List<String> said) {
        Tally now = cloud.tally(speaker.plan().name());
        long more = now.soundBytes() - since.tally().soundBytes();
        if (more > moreTold) {
            moreTold = more;
            said.add(speaker.plan().name() + " is " + since.word() + ", yet\n" + number(more)
                    + " more bytes of sound reached the cloud.");
        }
        long cut = speaker.count(Count.REQUEST_CUT);
        if (cut > cutTold) {
            cutTold = cut;
            said.add(speaker.plan().name() + " spoke and was cut off: it is " + since.word() + ".\n" + stands(now)
                    + ";\n" + aliveSince(since, now));
        }
    }

    private String end(Began since) {
        Tally now = cloud.tally(speaker.plan().name());
        began = null;
        return speaker.plan().name() + " may be heard again. While it was " + since.word() + ", the cloud got\n"
                + number(now.soundBytes() - since.tally().soundBytes()) + " bytes of sound and "
                + keepAlives(since, now) + " keep-alives; requests cut off: "
                + number(speaker.count(Count.REQUEST_CUT) - since.cut()) + ".";
    }

    private static String stands(Tally tally) {
        return "The cloud's count stands at " + number(tally.soundBytes()) + " bytes of sound";
    }

    private static String aliveSince(Began since, Tally now) {
        return now.keepAlives() > since.tally().keepAlives()
                ? "keep-alives still arrive: " + keepAlives(since, now) + " since then."
                : "no keep-alive has arrived since then.";
    }

    private static String keepAlives(Began since, Tally now) {
        return number(now.keepAlives() - since.tally().keepAlives());
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
