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

    private static final int UPLOADS_AT_ONCE = 60;
    private static final int SECONDS_AN_UPLOAD = 3;
    private static final int SECONDS_A_CROWD = 60;

    private final HouseClock clock;
    /** Keyed by configured names and {@code unknown}. */
    private final Map<String, Pace> uploads = new ConcurrentHashMap<>();

    private final Map<String, Pace> crowds = new ConcurrentHashMap<>();

    /** How often one speaker's lines of one sort are written: so many at once, then one every so many seconds. */
    private static final class Pace {

        private final TokenBucket seconds;
        private final int secondsEach;
        private final AtomicLong untold = new AtomicLong();

        Pace(int atOnce, int secondsEach, long nowNanos) {
            this.secondsEach = secondsEach;
            this.seconds = new TokenBucket(1, (long) atOnce * secondsEach, nowNanos);
        }

        /** How many were not told before this one; negative where this one is not to be told, either. */
        long untold(long nowNanos) {
            if (seconds.tryTake(nowNanos, secondsEach)) {
                return untold.getAndSet(0);
            }
            untold.incrementAndGet();
            return -1;
        }
    }

    FlowLog(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public void uploaded(Upload upload) {
        long now = clock.nanos();
        String speaker = upload.flow().speaker();
        long untold = uploads.computeIfAbsent(speaker, s -> new Pace(UPLOADS_AT_ONCE, SECONDS_AN_UPLOAD, now))
                .untold(now);
        if (untold < 0) {
            return;
        }
        if (untold > 0) {
            LOG.info("{}: {} more before this, not told one by one", speaker, untold);
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
                speaker,
                what,
                outcome,
                upload.decision().verdict().word(),
                upload.decision().reason().word());
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        LOG.debug("flow {} of {} ended: {}", flow.id(), flow.speaker(), cause.word());
        if (cause == CloseCause.OVERLOAD) {
            crowded(flow.speaker());
        }
    }

    private void crowded(String speaker) {
        long now = clock.nanos();
        long untold = crowds.computeIfAbsent(speaker, s -> new Pace(1, SECONDS_A_CROWD, now))
                .untold(now);
        if (untold >= 0) {
            LOG.warn(
                    "{}: opens more connections or UDP flows than it may, so it is turned away or has older ones ended ({} times more"
                            + " since this was last said); see what it does, and restart it if that goes on",
                    speaker,
                    untold);
        }
    }
}
