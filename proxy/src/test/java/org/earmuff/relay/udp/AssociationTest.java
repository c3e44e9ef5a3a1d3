package org.earmuff.relay.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Transport;
import org.earmuff.flow.Upload;
import org.earmuff.policy.UdpRules;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.voice.Kind;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Rules;
import org.earmuff.testing.UdpSink;
import org.earmuff.testing.netns.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Datagrams from a speaker on loopback to a cloud there. The first is brought by hand as the door would; those after reach the
 * association's own socket because it is connected to the speaker, as under TPROXY.
 */
class AssociationTest {

    private static final Duration SOON = Duration.ofSeconds(5);
    private static final UdpRules CALLS = new UdpRules(false, Verdict.ALLOW);
    private static final int FRAME = 172;

    private LiveHouse house;
    private UdpSink cloud;
    private DatagramSocket speaker;

    @BeforeEach
    void open() throws IOException {
        house = LiveHouse.open();
        cloud = new UdpSink();
        speaker = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.11"), 0));
        speaker.setSoTimeout(3000);
    }

    @AfterEach
    void close() {
        speaker.close();
        house.close();
        cloud.close();
    }

    @Test
    void a_question_reaches_the_cloud_and_its_answer_comes_from_where_it_was_asked() throws Exception {
        house.reload(CALLS);
        cloud.answer = new byte[] {7, 7};

        first(new byte[100]);

        DatagramPacket answer = new DatagramPacket(new byte[100], 100);
        speaker.receive(answer);
        assertThat(answer.getSocketAddress()).isEqualTo(cloud.address());
        assertThat(answer.getLength()).isEqualTo(2);
        assertThat(house.seen.opened).singleElement().satisfies(flow -> {
            assertThat(flow.transport()).isEqualTo(Transport.UDP);
            assertThat(flow.speaker()).isEqualTo("kitchen");
            assertThat(flow.destination()).isEqualTo(cloud.address());
        });
        assertThat(house.seen.upForwarded).hasValue(100);
        assertThat(house.seen.downForwarded).hasValue(2);
    }

    @Test
    void where_a_server_of_the_box_holds_the_port_it_is_answered_from_where_it_was_asked_all_the_same()
            throws Exception {
        Requires.root();
        house.reload(CALLS);
        try (UdpSink alone = new UdpSink(false)) {
            alone.answer = new byte[] {7, 7, 7};

            house.udp.arrived(
                    (InetSocketAddress) speaker.getLocalSocketAddress(),
                    alone.address(),
                    Unpooled.wrappedBuffer(new byte[100]));

            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            speaker.receive(answer);
            assertThat(answer.getSocketAddress()).isEqualTo(alone.address());
            assertThat(answer.getLength()).isEqualTo(3);
            await().atMost(SOON).until(() -> house.seen.downForwarded.get() == 3);
        }
    }

    @Test
    void from_an_address_of_the_link_alone_nothing_is_taken_and_each_packet_counts() throws Exception {
        house.reload(CALLS);
        InetSocketAddress there = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 5004);

        house.udp.arrived(
                new InetSocketAddress(InetAddress.getByName("fe80::1"), 4000),
                there,
                Unpooled.wrappedBuffer(new byte[100]));
        house.udp.tooLarge((InetSocketAddress) speaker.getLocalSocketAddress(), cloud.address());

        await().atMost(SOON).until(() -> house.seen.refused.getOrDefault("unknown udp", 0L) == 1);
        await().atMost(SOON).until(() -> house.seen.refused.getOrDefault("kitchen udp", 0L) == 1);
        assertThat(house.seen.opened).isEmpty();
    }

    @Test
    void whoever_is_refused_hears_of_it_at_once() throws Exception {
        Requires.root();
        house.reload(new UdpRules(false, Verdict.REFUSE));
        speaker.connect(cloud.address());

        bring(new byte[100]);

        assertThatThrownBy(() -> speaker.receive(new DatagramPacket(new byte[100], 100)))
                .isInstanceOf(PortUnreachableException.class);
    }

    @Test
    void a_call_that_is_allowed_passes_whole_and_is_told() throws Exception {
        house.reload(CALLS);

        talk(150);

        await().atMost(SOON).until(() -> cloud.got.size() == 150);
        Upload call = upload();
        assertThat(call.burst().sound()).isNotNull();
        assertThat(call.burst().sound().kind()).isEqualTo(Kind.CALL);
        assertThat(call.burst().sound().audioSeconds()).isBetween(2.7, 3.3);
        assertThat(call.burst().bytes()).isEqualTo(150 * FRAME);
        assertThat(call.forwardedBytes()).isEqualTo(150 * FRAME);
        assertThat(house.seen.soundBegan).containsExactly("kitchen");
        assertThat(house.seen.spoken.get()).isBetween(2700L, 3300L);
    }

    @Test
    void of_a_call_that_is_withheld_nothing_passes_and_none_of_its_last_words() throws Exception {
        talk(60);

        assertThat(upload().forwardedBytes()).isZero();
        await().atMost(SOON).until(() -> house.seen.closed.contains(CloseCause.WITHHELD));
        talk(6);
        talkedFor(1500);
        assertThat(cloud.got).isEmpty();
        assertThat(house.seen.opened).hasSize(1);
        assertThat(house.seen.refused.get("kitchen udp")).isGreaterThan(40);
        assertThat(house.seen.held).hasValue(0);
    }

    @Test
    void a_lone_keep_alive_passes_once_it_is_settled() throws Exception {
        first(new byte[40]);
        talkedFor(700);
        assertThat(cloud.got).isEmpty();

        await().atMost(SOON).until(() -> cloud.got.size() == 1);
        assertThat(house.seen.uploads).isEmpty();
        await().atMost(SOON).until(() -> house.seen.held.get() == 0);
    }

    @Test
    void calls_that_are_refused_open_nothing_and_each_packet_counts() throws Exception {
        house.reload(new UdpRules(false, Verdict.REFUSE));

        for (int i = 0; i < 5; i++) {
            bring(new byte[100]);
        }

        await().atMost(SOON).until(() -> house.seen.refused.getOrDefault("kitchen udp", 0L) == 5);
        assertThat(house.seen.closed).containsExactly(CloseCause.REFUSED);
        assertThat(cloud.got).isEmpty();
    }

    @Test
    void a_mute_ends_a_call_at_once_and_what_comes_after_does_not_pass() throws Exception {
        house.reload(CALLS);
        talk(60);
        await().atMost(SOON).until(() -> cloud.got.size() == 60);

        house.mute(MuteOrder.Style.WITHHOLD);
        long before = cloud.got.size();
        talk(40);

        talkedFor(1300);
        assertThat(cloud.got).hasSize((int) before);
        assertThat(house.seen.closed).contains(CloseCause.WITHHELD);
        Upload call = upload();
        assertThat(call.decision().verdict()).isEqualTo(Verdict.ALLOW);
        assertThat(call.forwardedBytes()).isEqualTo(60 * FRAME);
    }

    @Test
    void once_it_may_again_a_call_that_was_refused_goes_on() throws Exception {
        talk(60);
        await().atMost(SOON).until(() -> house.seen.closed.contains(CloseCause.WITHHELD));
        house.reload(CALLS);

        await().atMost(SOON).until(() -> {
            bring(new byte[FRAME]);
            return !cloud.got.isEmpty();
        });
    }

    @Test
    void held_datagrams_never_leave_when_the_mute_ends() throws Exception {
        house.reload(CALLS);
        house.mute();
        first(new byte[300]);
        for (int i = 0; i < 8; i++) {
            send(new byte[300]);
        }
        await().atMost(SOON).until(() -> house.seen.closed.contains(CloseCause.WITHHELD));
        house.unmute();

        talkedFor(1300);
        assertThat(cloud.got).isEmpty();
    }

    @Test
    void at_a_rate_what_has_no_room_is_dropped_and_the_rest_keeps_to_it() throws Exception {
        house.reload(CALLS, Rules.rule("slow").rate(new Rate(8_000, 2_000)).build());
        first(new byte[1000]);
        long from = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            send(new byte[1000]);
        }

        await().atMost(SOON).until(() -> house.seen.upDiscarded.get() > 50_000);
        await().atMost(SOON).until(() -> cloud.bytes() >= 17_000);
        assertThat(System.nanoTime() - from).isGreaterThan(1_700_000_000L);
        house.mute();
        long before = cloud.bytes();
        talkedFor(1300);
        assertThat(cloud.bytes()).isEqualTo(before);
    }

    @Test
    void silence_ends_an_association() throws Exception {
        house.reload(CALLS);
        first(new byte[100]);

        await().atMost(Duration.ofSeconds(8)).until(() -> house.seen.closed.contains(CloseCause.IDLE));
        assertThat(house.seen.open).isEmpty();
    }

    @Test
    void a_storm_is_bounded_and_a_neighbour_still_gets_through() throws Exception {
        house.reload(CALLS);
        InetSocketAddress source = (InetSocketAddress) speaker.getLocalSocketAddress();
        for (int i = 0; i < 10_000; i++) {
            InetSocketAddress from = new InetSocketAddress(source.getAddress(), 1024 + i);
            house.udp.arrived(from, cloud.address(), Unpooled.wrappedBuffer(new byte[50]));
        }
        try (DatagramSocket neighbour = new DatagramSocket(new InetSocketAddress("127.0.0.12", 0))) {
            house.udp.arrived(
                    (InetSocketAddress) neighbour.getLocalSocketAddress(),
                    cloud.address(),
                    Unpooled.wrappedBuffer(new byte[77]));
            await().atMost(SOON).until(() -> cloud.got.stream().anyMatch(g -> g.length() == 77));
        }
        assertThat(house.seen.opened.stream().filter(f -> f.speaker().equals("kitchen")))
                .hasSizeLessThan(1000);
        await().atMost(SOON).until(() -> house.seen.open.size() <= 257);
        assertThat(house.seen.refused.get("kitchen udp")).isGreaterThan(9_000);
    }

    private Upload upload() {
        await().atMost(SOON).until(() -> !house.seen.uploads.isEmpty());
        return house.seen.uploads.get(0);
    }

    /** Frames every 20 ms, as a call's, on the association that there is or comes to be. */
    private void talk(int frames) throws IOException {
        long next = System.nanoTime();
        for (int i = 0; i < frames; i++) {
            if (house.seen.open.isEmpty() || !delivered()) {
                bring(new byte[FRAME]);
            } else {
                send(new byte[FRAME]);
            }
            next += 20_000_000;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Whether the association has its sockets: before, what is sent would go to the cloud without it. */
    private boolean delivered() {
        return house.seen.upForwarded.get() + house.seen.upDiscarded.get() + house.seen.held.get() > 0;
    }

    private static void talkedFor(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        await().pollInterval(Duration.ofMillis(50)).atMost(SOON).until(() -> System.nanoTime() > until);
    }

    private void first(byte[] bytes) {
        bring(bytes);
        await().atMost(SOON).until(() -> !house.seen.open.isEmpty());
    }

    private void bring(byte[] bytes) {
        house.udp.arrived(
                (InetSocketAddress) speaker.getLocalSocketAddress(), cloud.address(), Unpooled.wrappedBuffer(bytes));
    }

    private void send(byte[] bytes) throws IOException {
        speaker.send(new DatagramPacket(bytes, bytes.length, cloud.address()));
    }
}
