package org.earmuff;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Upload;
import org.earmuff.rules.budget.TokenBucket;
import org.earmuff.rules.voice.Sound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what a household would ask about: sound that left, sound that was kept. No addresses: the account has them. Of a storm it
 * says how many.
 */
final class FlowLog implements FlowObserver {

    private static final Logger LOG = LoggerFactory.getLogger("org.earmuff.uploads");

    /** Of one speaker: so many lines at once, and one more every so many seconds. */
    private static final long AT_ONCE = 60;

    private static final long SECONDS_A_LINE = 3;

    private final HouseClock clock;
    /** Keyed by configured names and {@code unknown}. */
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();

    private static final class Pace {
        final TokenBucket lines;
        final AtomicLong untold = new AtomicLong();

        Pace(long nowNanos) {
            lines = new TokenBucket(1, AT_ONCE * SECONDS_A_LINE, nowNanos);
        }
    }

    FlowLog(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public void uploaded(Upload upload) {
        Pace pace = paces.computeIfAbsent(upload.flow().speaker(), s -> new Pace(clock.nanos()));
        if (!pace.lines.tryTake(clock.nanos(), SECONDS_A_LINE)) {
            pace.untold.incrementAndGet();
            return;
        }
        long untold = pace.untold.getAndSet(0);
        if (untold > 0) {
            LOG.info(
                    "{}: {} more before this, not told one by one",
                    upload.flow().speaker(),
                    untold);
        }
        Sound sound = upload.burst().sound();
        String what = sound == null
                ? String.format(
                        Locale.ROOT,
                        "%,d bytes, not yet told apart from sound",
                        upload.burst().bytes())
                : String.format(Locale.ROOT, "%.1f s of sound", sound.audioSeconds());
        String outcome = upload.forwardedBytes() > 0
                ? String.format(Locale.ROOT, "%,d bytes left", upload.forwardedBytes())
                : "nothing left";
        LOG.info(
                "{}: {}; {} ({}, {})",
                upload.flow().speaker(),
                what,
                outcome,
                upload.decision().verdict().word(),
                upload.decision().reason().word());
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        LOG.debug("flow {} of {} ended: {}", flow.id(), flow.speaker(), cause.word());
    }
}
