package org.earmuff.rules.voice;

import org.jspecify.annotations.Nullable;

/**
 * A burst that is still open, and the two ways in which it may show itself as sound.
 *
 * <ol>
 *   <li>A run: {@value RecentUnits#RUN} units of one size among the last {@value RecentUnits#CAPACITY}, at a pace and rate of speech. Constant
 *       rate coders show within 0.2-0.5 s.
 *   <li>Evenness: 1.2 to 2 s in which bytes flow along a straight line, at a rate of speech, in units of few sizes. Variable rates and
 *       frames cut over several records show this way.
 * </ol>
 *
 * <p>Units that are no TLS records lose their edges on the way; for them a third: 1.0 s, 15 kB and 20 units.
 */
final class OpenBurst {

    /** Below this a unit is a ping, a window update or an acknowledgement; a 20 ms frame at 8 kbit/s has 20 bytes and 17-40 of framing. */
    private static final int LEAST_CARRIER = 44;

    /** QUIC acknowledges downstream data with datagrams of 25-60 bytes, as steadily as music plays. */
    private static final int LEAST_DATAGRAM = 64;

    /** A run of larger units shows itself by evenness instead: at speech rates sixteen of them take longer than that. */
    private static final int LARGEST_IN_RUN = 1500;

    /** Nobody puts a quarter of a second of raw sound into one record; bulk on a slow line looks like that. */
    private static final int LARGEST_MEAN = 9_000;

    /** Framing assumed in a unit when its payload's rate is judged. */
    private static final int TYPICAL_OVERHEAD = 33;

    private static final double LEAST_RATE = 6_000 / 8.0;
    private static final double LARGEST_RUN_RATE = 500_000 / 8.0;
    private static final double LARGEST_RATE = 400_000 / 8.0;
    private static final double LEAST_PACE = 5;
    /** Requests at random look even now and then; sound stays so. Tenths of a millisecond. */
    private static final int EVEN_FOR = 2_200;

    /** Six frames of 10 ms span this much; six records of one write do not. */
    private static final int SHORTEST_SIGN_TENTHS = 500;

    private static final int FALLBACK_UNITS = 20;
    private static final int FALLBACK_BYTES = 15_000;
    private static final int FALLBACK_TENTHS = 10_000;

    /** Streaming at ten times a speaker's rate for a whole second is something else. */
    private static final int FALLBACK_LARGEST_RATE = 160_000;

    private final Framing framing;
    private final long startNanos;
    private long lastNanos;
    private long bytes;
    private int units;
    private int previous;
    private int previousCarrier;
    private int evenSince = -1;
    private int carriers;
    private long carrierBytes;
    private final RecentUnits recent = new RecentUnits();
    private final PacedBytes paced = new PacedBytes();
    private final SizePairs pairs = new SizePairs();
    private Lead lead = Lead.NONE;
    private @Nullable Recognition recognition;

    /** The latest unit that was many times larger than the one after it: where a steady run begins there, the sound from before the wake word. */
    record Lead(int size, int next) {
        static final int TIMES = 5;
        static final Lead NONE = new Lead(0, 0);
    }

    OpenBurst(Framing framing, long nanos) {
        this.framing = framing;
        this.startNanos = nanos;
        this.lastNanos = nanos;
    }

    void add(long nanos, int size) {
        lastNanos = Math.max(lastNanos, nanos);
        int time = (int) Math.min((lastNanos - startNanos) / 100_000, Integer.MAX_VALUE);
        units++;
        bytes += size;
        if (previous > 0) {
            pairs.add(previous, size);
        }
        previous = Math.min(size, Character.MAX_VALUE);
        boolean carrier =
                size >= (framing == Framing.QUIC || framing == Framing.DATAGRAM ? LEAST_DATAGRAM : LEAST_CARRIER);
        if (carrier) {
            carriers++;
            carrierBytes += size;
        }
        if (recognition != null) {
            if (carrier) {
                recognition.follow(time, size);
            }
            return;
        }
        if (carrier) {
            if (previousCarrier > Lead.TIMES * size) {
                lead = new Lead(previousCarrier, size);
            }
            previousCarrier = size;
            recent.add(time, size);
            boolean slotCompleted = paced.add(time, size);
            recognition = recognise(time, size, slotCompleted);
        }
    }

    private @Nullable Recognition recognise(int time, int size, boolean slotCompleted) {
        if (size <= LARGEST_IN_RUN && isRun(size)) {
            return Recognition.run(time, size, recent.runPace(size), pairs);
        }
        if (slotCompleted && isEven(time)) {
            return Recognition.even(time, recent, carriers, lead, pairs);
        }
        if (framing != Framing.TLS && isLongStream(time)) {
            return Recognition.even(time, recent, carriers, lead, pairs);
        }
        return null;
    }

    private boolean isRun(int size) {
        double pace = recent.runPace(size);
        return pace >= LEAST_PACE && pace * size <= LARGEST_RUN_RATE && pace * (size - TYPICAL_OVERHEAD) >= LEAST_RATE;
    }

    private boolean isEven(int time) {
        PacedBytes.Stretch stretch = paced.even();
        boolean even = stretch != null && likeSpeech(stretch);
        evenSince = !even ? -1 : evenSince < 0 ? time : evenSince;
        return even && time - evenSince >= EVEN_FOR;
    }

    private boolean likeSpeech(PacedBytes.Stretch stretch) {
        int mean = recent.meanSize(stretch.since());
        return stretch.rate() <= LARGEST_RATE
                && mean <= LARGEST_MEAN
                && stretch.rate() * (mean - TYPICAL_OVERHEAD) / Math.max(1, mean) >= LEAST_RATE
                && (framing != Framing.TLS || recent.fewSizes(stretch.since()));
    }

    private boolean isLongStream(int time) {
        return time >= FALLBACK_TENTHS
                && carriers >= FALLBACK_UNITS
                && carrierBytes >= FALLBACK_BYTES
                && carrierBytes <= FALLBACK_LARGEST_RATE * (time / 10_000.0)
                && paced.activeSlots(20) >= 5;
    }

    boolean sound() {
        return recognition != null;
    }

    /**
     * Six equal units that did not come in one go, or ten of few sizes over a quarter of a second: what settled bursts of control data
     * never showed.
     */
    boolean suspicious() {
        if (recognition != null) {
            return true;
        }
        int commonest = recent.commonest();
        if (recent.within(commonest, commonest) >= 6 && recent.span(commonest) >= SHORTEST_SIGN_TENTHS) {
            return true;
        }
        return recent.count() >= 10 && paced.activeSlots(40) >= 6 && recent.fewSizes(Integer.MIN_VALUE);
    }

    long bytes() {
        return bytes;
    }

    long lastNanos() {
        return lastNanos;
    }

    Burst toBurst() {
        long wire = bytes + (long) units * framing.header();
        Sound sound = recognition == null ? null : recognition.measure(framing, pairs, previous, carrierBytes);
        return new Burst(startNanos, lastNanos, bytes, wire, units, suspicious(), sound);
    }
}
