package org.earmuff.rules.voice;

/**
 * The frame that a measured pace most likely means: coders' frame lengths and bit rates are round, networks' paces are not.
 *
 * @param frameMillis length of a frame in milliseconds
 * @param bitRate of the coder, in bit/s
 */
record Tempo(double frameMillis, double bitRate) {

    private static final double[] FRAME_MILLIS = {
        10, 20, 30, 32, 40, 50, 60, 64, 80, 100, 120, 128, 160, 200, 240, 250, 256
    };
    private static final double[] KBITS = {8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 80, 96, 128, 192, 256, 320};

    /**
     * @param pace frames a second as measured
     * @param seconds over which it was measured: the shorter, the less it is trusted
     */
    static Tempo of(Lattice lattice, double pace, double seconds) {
        double tolerance = Math.min(0.15, 0.03 + 0.12 / Math.max(0.1, seconds));
        Tempo best = new Tempo(1000 / pace, lattice.frame() * 8 * pace);
        double bestScore = Double.MAX_VALUE;
        for (double millis : FRAME_MILLIS) {
            double off = Math.abs(1000 / pace - millis) / millis;
            if (off > tolerance) {
                continue;
            }
            double score = off + roundness(lattice, millis);
            if (score < bestScore) {
                bestScore = score;
                best = new Tempo(millis, bitRate(lattice, millis));
            }
        }
        return best;
    }

    /** Whether frames of so many bytes at about this pace make a usual bit rate. */
    static boolean usual(int frame, double pace) {
        for (double millis : FRAME_MILLIS) {
            if (Math.abs(1000 / pace - millis) <= 0.06 * millis && usual(frame * 8 * 1000 / millis)) {
                return true;
            }
        }
        return false;
    }

    /** 0 where the frame makes a usual bit rate exactly; up to 0.05 where it does not. */
    private static double roundness(Lattice lattice, double millis) {
        return usual(bitRate(lattice, millis)) ? 0 : 0.05;
    }

    /** The bit rate; where the overhead is a guess, a usual rate that some overhead makes exact is preferred. */
    private static double bitRate(Lattice lattice, double millis) {
        double guessed = lattice.frame() * 8 * 1000 / millis;
        if (lattice.certain() || usual(guessed)) {
            return guessed;
        }
        for (double kbit : KBITS) {
            double overhead = lattice.size() - kbit * millis / 8;
            if (overhead >= 17 && overhead <= 40 && overhead == Math.rint(overhead)) {
                return kbit * 1000;
            }
        }
        return guessed;
    }

    private static boolean usual(double bitRate) {
        for (double kbit : KBITS) {
            if (Math.abs(bitRate - kbit * 1000) < 1) {
                return true;
            }
        }
        return false;
    }

    Coding coding() {
        if (near(32_000)) {
            return Coding.CBR_32K;
        }
        if (near(64_000)) {
            return Coding.CBR_64K;
        }
        return near(256_000) ? Coding.PCM_256K : Coding.CBR;
    }

    private boolean near(double rate) {
        return Math.abs(bitRate - rate) <= 0.04 * rate;
    }
}
