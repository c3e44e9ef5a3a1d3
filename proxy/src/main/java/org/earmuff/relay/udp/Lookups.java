package org.earmuff.relay.udp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.earmuff.flow.Service;
import org.earmuff.wire.DnsMessage;
import org.jspecify.annotations.Nullable;

/**
 * What one association asks of DNS or NTP, and is answered. Neither may become a tunnel for sound: only what looks like a question
 * passes, it is small, and all of a speaker's together are slower than speech; while it is withheld they count as housekeeping besides.
 */
final class Lookups {

    /** What a question of DNS may have: the 576 bytes that everybody takes (RFC 1035, 2.3.4), less 28 for the headers. */
    static final int LARGEST_QUESTION = 548;

    /** An NTP packet has 48 bytes, and a few more where it is signed (RFC 5905, 7.3). */
    static final int LARGEST_NTP = 128;

    private static final int SMALLEST_NTP = 48;

    /** Headers of IP and UDP: a tunnel of many small packets is one all the same. */
    static final int HEADERS = 28;

    /** Questions that are waited for; a resolver uses a socket for one or two. */
    private static final int MOST_QUESTIONS = 8;

    private record Question(int id, @Nullable String name) {}

    private final DatagramLane lane;
    private final boolean dns;
    private final Deque<Question> questions = new ArrayDeque<>();

    Lookups(DatagramLane lane) {
        this.lane = lane;
        this.dns = lane.flow().service() == Service.DNS;
    }

    /** Whether this may be sent, now. */
    boolean mayPass(ByteBuf datagram, boolean withheld) {
        int bytes = datagram.readableBytes();
        DnsMessage question = dns && bytes <= LARGEST_QUESTION ? DnsMessage.read(datagram) : null;
        boolean like = dns ? question != null && !question.response() : bytes >= SMALLEST_NTP && bytes <= LARGEST_NTP;
        long now = lane.clock().nanos();
        if (!like || !lane.share().mayAsk(now, bytes + HEADERS)) {
            return false;
        }
        if (withheld && !lane.share().mayPass(now, bytes + HEADERS)) {
            return false;
        }
        if (question != null) {
            if (questions.size() == MOST_QUESTIONS) {
                questions.remove();
            }
            questions.add(new Question(question.id(), question.name()));
        }
        return true;
    }

    /** Learns from an answer, where it is one to a question that was asked here. */
    void answered(ByteBuf datagram) {
        DnsMessage answer = dns ? DnsMessage.read(datagram) : null;
        if (answer == null || !answer.response() || answer.name() == null) {
            return;
        }
        String name = answer.name();
        if (questions.remove(new Question(answer.id(), name))) {
            long now = lane.clock().nanos();
            answer.addresses().forEach(a -> lane.share().names().learn(a, name, answer.ttlSeconds(), now));
        }
    }
}
