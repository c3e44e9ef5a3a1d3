package org.earmuff.relay;

import io.netty.channel.Channel;
import java.util.EnumSet;

/**
 * Decides whether one channel reads: it does while nobody holds it. The only caller of {@code setAutoRead}, because two that pause and
 * resume by themselves undo each other.
 *
 * <p>A pause is never how sound is stopped: what was paused sits in the kernel and leaves later.
 */
final class Gate {

    /** Who holds a gate closed. */
    enum Hold {
        /** The other side is not connected yet. */
        NOT_CONNECTED,
        /** The other side takes less than this one gives. */
        BACK_PRESSURE,
        /** What was read waits for its turn at the speaker's rate. */
        SHAPING
    }

    private final Channel channel;
    private final EnumSet<Hold> holds = EnumSet.noneOf(Hold.class);

    /** A gate over a channel that does not read, held by the missing other side. */
    Gate(Channel channel) {
        this.channel = channel;
        holds.add(Hold.NOT_CONNECTED);
    }

    void hold(Hold who) {
        assert channel.eventLoop().inEventLoop();
        if (holds.add(who)) {
            channel.config().setAutoRead(false);
        }
    }

    void release(Hold who) {
        assert channel.eventLoop().inEventLoop();
        if (holds.remove(who) && holds.isEmpty()) {
            channel.config().setAutoRead(true);
        }
    }
}
