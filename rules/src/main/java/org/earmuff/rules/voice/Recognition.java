package org.earmuff.rules.voice;

/** What a burst showed itself by, and what followed: from these its coding and seconds are measured when asked. */
final class Recognition {

    /** The longest pre-roll that is believed of a record of variable-rate sound, in seconds. */
    private static final double LONGEST_LEAD = 2.5;

    private final int time;
    private final boolean constant;
    private final int least;
    private final int most;
    private final double firstPace;

    /** For a variable rate: units of the same sizes that had come before. */
    private final int unitsBefore;

    private final OpenBurst.Lead lead;

    /** What was known of the sizes at recognition: good enough to count what piles up into larger records. */
    private final Lattice early;

    private final PaceAnchors anchors = new PaceAnchors();
    private int piled;
    private int piledBytes;
    private int lastTime;
    private int units;
    private long unitBytes;

    private Recognition(int time, Lattice early, double pace) {
        this(time, true, early, early.size(), early.size(), pace, 0, OpenBurst.Lead.NONE);
    }

    private Recognition(
            int time,
            boolean constant,
            Lattice early,
            int least,
            int most,
            double pace,
            int before,
            OpenBurst.Lead lead) {
        this.time = time;
        this.lastTime = time;
        this.constant = constant;
        this.early = early;
        this.least = least;
        this.most = most;
        this.firstPace = Math.max(pace, 0.1);
        this.unitsBefore = before;
        this.lead = lead;
        anchors.add(time, 0);
    }

    /** By a run of equal units. */
    static Recognition run(int time, int size, double pace, SizePairs pairs) {
        return new Recognition(time, Lattice.of(pairs, size, pace), pace);
    }

    /** By evenness; equal sizes where three in five of the latest are. */
    static Recognition even(int time, RecentUnits recent, int carriers, OpenBurst.Lead lead, SizePairs pairs) {
        int commonest = recent.commonest();
        if (recent.within(commonest, commonest) >= 0.6 * recent.count()) {
            return run(time, commonest, recent.pace(), pairs);
        }
        int least = (int) (recent.quantile(0.1) * 0.6);
        int most = (int) (recent.quantile(0.9) * 1.5);
        double part = (double) recent.within(least, most) / recent.count();
        int before = (int) Math.round(part * carriers);
        Lattice none = new Lattice(recent.quantile(0.5), 0, false, 1);
        return new Recognition(time, false, none, least, most, recent.pace(), before, lead);
    }

    /** @param time tenths of a millisecond since the burst began */
    void follow(int time, int size) {
        if (size < least || size > most) {
            piled = early.certain() ? early.frames(size, early.size()) : 0;
            piledBytes = size;
            return;
        }
        lastTime = time;
        // A larger record counts once sound goes on after it: a state note may have such a length by chance.
        units += 1 + piled;
        unitBytes += size + (piled > 0 ? piledBytes : 0);
        piled = 0;
        anchors.add(time, units);
    }

    Sound measure(Framing framing, SizePairs pairs, int last, long carrierBytes) {
        double measured = anchors.pace(lastTime, units);
        double pace = measured > 0 ? measured : firstPace;
        if (constant) {
            return constant(framing, pairs, last, pace);
        }
        double audio = framing == Framing.TLS ? recordSeconds(pace) : streamSeconds(pace, carrierBytes);
        return sound(framing, Coding.VBR, audio, pace);
    }

    private Sound constant(Framing framing, SizePairs pairs, int last, double pace) {
        Lattice lattice = Lattice.of(pairs, early.size(), pace);
        long frames = lattice.frames(pairs) + (last == early.size() ? 1 : 0);
        Tempo tempo = Tempo.of(lattice, pace, (lastTime - time) / 10_000.0);
        return sound(framing, tempo.coding(), frames * tempo.frameMillis() / 1000, pace);
    }

    private double recordSeconds(double pace) {
        double led = lead.size() / meanSize() / pace;
        boolean begins = lead.next() >= least && lead.next() <= most && lead.size() > most;
        return (unitsBefore + units) / pace + (begins && led <= LONGEST_LEAD ? led : 0);
    }

    /** Units of a stream are cut anywhere: bytes at the pace of the steady part, and not much more than the time it took. */
    private double streamSeconds(double pace, long carrierBytes) {
        double wall = lastTime / 10_000.0;
        return Math.min(Math.max(carrierBytes / (pace * meanSize()), wall), wall + LONGEST_LEAD);
    }

    private double meanSize() {
        return units == 0 ? early.size() : (double) unitBytes / units;
    }

    private Sound sound(Framing framing, Coding coding, double audio, double pace) {
        return new Sound(framing.kind(), coding, audio, early.size(), pace, time / 10_000.0);
    }
}
