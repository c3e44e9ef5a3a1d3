package org.earmuff.relay.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Transport;
import org.earmuff.relay.SpeakerShare;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;

/** What passes as a lookup, how much of it, and what is learnt from answers. */
class LookupsTest {

    private static final String QUESTION = "0361706907" + "6578616d706c6503636f6d0000010001";
    private static final String ASK = "beef01000001000000000000" + QUESTION;
    private static final String ANSWER = "beef81800001000100000000" + QUESTION + "c00c000100010000003c0004c0000201";

    private final Lane lane = new Lane(53);
    private final Lookups dns = new Lookups(lane);

    @Test
    void an_answer_to_a_question_that_was_asked_names_its_address() throws Exception {
        assertThat(dns.mayPass(bytes(ASK), false)).isTrue();
        dns.answered(bytes(ANSWER));

        assertThat(lane.name("192.0.2.1")).isEqualTo("api.example.com");
        assertThat(lane.name("192.0.2.2")).isNull();
    }

    @Test
    void answers_that_nobody_asked_for_name_nothing() throws Exception {
        dns.answered(bytes(ANSWER));
        assertThat(dns.mayPass(bytes(ASK.replace("beef", "beee")), false)).isTrue();
        dns.answered(bytes(ANSWER));
        assertThat(dns.mayPass(bytes(ASK.replace("0361", "0362")), false)).isTrue();
        dns.answered(bytes(ANSWER));

        assertThat(lane.name("192.0.2.1")).isNull();
    }

    @Test
    void only_small_questions_pass_as_dns_and_small_packets_as_ntp() {
        assertThat(dns.mayPass(bytes(ANSWER), false)).isFalse();
        assertThat(dns.mayPass(Unpooled.wrappedBuffer(new byte[172]), false)).isFalse();
        ByteBuf long549 = Unpooled.buffer().writeBytes(bytes(ASK));
        long549.writeZero(549 - long549.readableBytes());
        assertThat(dns.mayPass(long549, false)).isFalse();
        assertThat(dns.mayPass(long549.slice(0, 548), false)).isTrue();

        Lookups ntp = new Lookups(new Lane(123));
        assertThat(ntp.mayPass(Unpooled.wrappedBuffer(new byte[48]), false)).isTrue();
        assertThat(ntp.mayPass(Unpooled.wrappedBuffer(new byte[47]), false)).isFalse();
        assertThat(ntp.mayPass(Unpooled.wrappedBuffer(new byte[129]), false)).isFalse();
    }

    @Test
    void questions_are_slower_than_speech_whatever_the_verdict() {
        int passed = 0;
        for (int i = 0; i < 10_000; i++) {
            passed += dns.mayPass(bytes(ASK), false) ? 1 : 0;
        }
        int each = ASK.length() / 2 + Lookups.HEADERS;
        assertThat(passed * each).isBetween(31 * 1024, 36 * 1024);
    }

    @Test
    void while_withheld_they_count_as_housekeeping() {
        assertThat(lane.share().mayPass(lane.clock().nanos(), 64 * 1024)).isTrue();

        assertThat(dns.mayPass(bytes(ASK), true)).isFalse();
        assertThat(dns.mayPass(bytes(ASK), false)).isTrue();
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    }

    /** As much of an association as lookups ask for. */
    private static final class Lane implements DatagramLane {
        private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        private final SpeakerShare share = new SpeakerShare(clock.nanos());
        private final Flow flow;

        Lane(int port) {
            InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            flow = new Flow(1, clock.now(), "kitchen", "", Transport.UDP, anywhere, anywhere);
        }

        String name(String address) throws Exception {
            return share.names().of(InetAddress.getByName(address), clock.nanos());
        }

        @Override
        public Flow flow() {
            return flow;
        }

        @Override
        public EventLoop loop() {
            throw new AssertionError("a lookup waits for nothing");
        }

        @Override
        public HouseClock clock() {
            return clock;
        }

        @Override
        public SpeakerShare share() {
            return share;
        }

        @Override
        public FlowObserver observer() {
            return new FlowObserver() {};
        }

        @Override
        public String shownName() {
            return null;
        }

        @Override
        public void forward(ByteBuf datagram) {
            throw new AssertionError("the association does that");
        }

        @Override
        public void abort(CloseCause cause) {
            throw new AssertionError("a lookup ends nothing");
        }
    }
}
