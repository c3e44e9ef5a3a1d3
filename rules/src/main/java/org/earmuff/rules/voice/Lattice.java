package org.earmuff.rules.voice;

/**
 * The sizes that whole frames of one constant-rate coder give: {@code overhead + k * frame}.
 *
 * <p>The prevailing size is one frame. Records that hold several (the pre-roll, what piled up behind a slow network) give the overhead away.
 *
 * @param size the prevailing record body, in bytes
 * @param overhead bytes of framing in each record, {@value #LEAST_OVERHEAD}..{@value #MOST_OVERHEAD}
 * @param certain whether records of several frames confirmed the overhead
 * @param most frames that one record is believed to hold
 */
record Lattice(int size, int overhead, boolean certain, int most) {

    /** TLS 1.3 alone takes 17 bytes, TLS 1.2 with GCM 24; HTTP/2 adds 9, older suites more. */
    private static final int LEAST_OVERHEAD = 17;

    private static final int MOST_OVERHEAD = 40;

    /** GCM over TLS 1.2 with an HTTP/2 frame header: the commonest, where nothing tells. */
    private static final int USUAL_OVERHEAD = 33;

    /** Devices keep 1.4-1.5 s of sound from before the wake word; a slow start adds to it. */
    private static final double LONGEST_RECORD_SECONDS = 3;

    /** Two lengths in a row are whole numbers of so large frames by chance once in thousands. */
    private static final int TELLING_FRAME = 64;

    /** Below this every larger size would be a whole number of frames. */
    private static final int LEAST_FRAME = 10;

    /** Longest piece that writers cut at; a record body is never longer than 16 KiB. */
    private static final int LEAST_PIECE = 2048;

    /** @param pace frames a second as far as known: an overhead that makes a usual bit rate is believed more readily */
    static Lattice of(SizePairs pairs, int size, double pace) {
        int most = (int) Math.max(4, LONGEST_RECORD_SECONDS * pace);
        Lattice best = new Lattice(size, Math.min(USUAL_OVERHEAD, size / 2), false, most);
        double bestScore = 0;
        for (int overhead = LEAST_OVERHEAD; overhead <= MOST_OVERHEAD && size - overhead >= LEAST_FRAME; overhead++) {
            Lattice lattice = new Lattice(size, overhead, true, most);
            double score = lattice.explained(pairs) * (Tempo.usual(lattice.frame(), pace) ? 3 : 1);
            if (score > bestScore || (score == bestScore && score > 0 && overhead == USUAL_OVERHEAD)) {
                best = lattice;
                bestScore = score;
            }
        }
        return best;
    }

    private long explained(SizePairs pairs) {
        long explained = 0;
        for (int i = 0; i < pairs.count(); i++) {
            if (pairs.size(i) > size && frames(pairs, pairs.size(i), pairs.next(i)) > 0) {
                explained += (long) pairs.total(i) * pairs.size(i);
            }
        }
        return explained;
    }

    /** Bytes of sound in one frame. */
    int frame() {
        return size - overhead;
    }

    /** Frames in one record that another follows; 0 where it is no sound. */
    int frames(SizePairs pairs, int body, int next) {
        int frames = frames(body, next);
        // Small frames fit into many lengths: then what piled up must be followed by a single frame, at the latest
        // after one more such record.
        boolean leads = body == size || next == size || frame() >= TELLING_FRAME || pairs.has(next, size);
        return leads ? frames : 0;
    }

    /** As {@link #frames(SizePairs, int, int)}, where what came besides is not known. */
    int frames(int body, int next) {
        if (body <= size) {
            return body == size ? 1 : 0;
        }
        int payload = body - overhead;
        if (payload % frame() == 0) {
            return fits(next) && payload <= most * frame() ? payload / frame() : 0;
        }
        // A long pre-roll cut at the writer's buffer size: neither part holds whole frames, both together do.
        int both = payload + next - overhead;
        return isPiece(payload) && next > overhead && both % frame() == 0 && both <= most * frame()
                ? both / frame()
                : 0;
    }

    private boolean fits(int body) {
        int payload = body - overhead;
        return body >= size && (payload % frame() == 0 || isPiece(payload));
    }

    private static boolean isPiece(int payload) {
        return payload >= LEAST_PIECE && Integer.bitCount(payload) == 1;
    }

    /** Frames of a whole burst. */
    long frames(SizePairs pairs) {
        long frames = 0;
        for (int i = 0; i < pairs.count(); i++) {
            frames += (long) pairs.total(i) * frames(pairs, pairs.size(i), pairs.next(i));
        }
        return frames;
    }
}
