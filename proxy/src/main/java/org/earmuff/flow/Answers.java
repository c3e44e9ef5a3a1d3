package org.earmuff.flow;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * Answers to speakers' datagrams, from where those were meant to go, for which there is no socket. Any thread; never blocks and never
 * throws.
 */
public interface Answers {

    /** Where nothing can be answered but by a socket. */
    Answers NONE = new Answers() {
        @Override
        public boolean answer(InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
            return false;
        }

        @Override
        public void unreachable(InetSocketAddress source, InetSocketAddress destination) {}
    };

    /**
     * Sends one datagram.
     *
     * @param from the address that the speaker asked, of the same family as its own
     * @param payload not consumed
     * @return whether it is on its way
     */
    boolean answer(InetSocketAddress from, InetSocketAddress to, ByteBuf payload);

    /** Tells who sent a datagram that it goes nowhere: ICMP's port unreachable (RFC 792; RFC 4443, 3.1). */
    void unreachable(InetSocketAddress source, InetSocketAddress destination);
}
