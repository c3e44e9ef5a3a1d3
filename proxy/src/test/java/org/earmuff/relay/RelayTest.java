package org.earmuff.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.earmuff.flow.CloseCause;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.voice.Withholding;
import org.earmuff.testing.InLiveHouse;
import org.earmuff.testing.Records;
import org.earmuff.testing.Sink;
import org.junit.jupiter.api.Test;

/** A flow from its acceptance to its end, over real sockets. */
class RelayTest extends InLiveHouse {

    private Sink.Connection cloudSide() {
        await().atMost(SOON).until(() -> !cloud.connections().isEmpty());
        return cloud.connections().get(0);
    }

    private void awaitClosed(CloseCause cause) {
        await().atMost(SOON).untilAsserted(() -> assertThat(house.seen.closed).containsExactly(cause));
    }

    @Test
    void allowed_bytes_arrive_whole_both_ways_and_fins_cross() throws IOException {
        byte[] up = new byte[3_000_000];
        byte[] down = new byte[3_000_000];
        new Random(1).nextBytes(up);
        new Random(2).nextBytes(down);
        try (Socket speaker = house.kitchen(cloud.address())) {
            // when both send at once, and each says when it is done
            Thread sender = new Thread(() -> {
                try {
                    speaker.getOutputStream().write(up);
                    speaker.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            Thread answerer = new Thread(() -> {
                try {
                    cloudSide().send(down);
                    cloudSide().finish();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            answerer.start();
            // then
            assertThat(speaker.getInputStream().readAllBytes()).isEqualTo(down);
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.FIN);
            assertThat(cloudSide().received()).isEqualTo(up);
            awaitClosed(CloseCause.FINISHED);
            assertThat(house.seen.upForwarded.get()).isEqualTo(up.length);
            assertThat(house.seen.downForwarded.get()).isEqualTo(down.length);
        }
    }

    @Test
    void a_half_closed_flow_goes_on_the_other_way() throws IOException {
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.shutdownOutput();
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.FIN);
            cloudSide().send(new byte[1000]);
            assertThat(speaker.getInputStream().readNBytes(1000)).hasSize(1000);
            cloudSide().finish();
            assertThat(speaker.getInputStream().read()).isEqualTo(-1);
            awaitClosed(CloseCause.FINISHED);
        }
    }

    /** Longer than the kernel takes at once, so that what is left must wait for a channel whose reading is over. */
    @Test
    void a_half_closed_flow_carries_much_the_other_way() throws Exception {
        byte[] down = new byte[30_000_000];
        new Random(3).nextBytes(down);
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.shutdownOutput();
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.FIN);
            Thread sender = new Thread(() -> {
                try {
                    cloudSide().send(down);
                    cloudSide().finish();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            assertThat(speaker.getInputStream().readAllBytes()).isEqualTo(down);
            sender.join();
            awaitClosed(CloseCause.FINISHED);
        }
    }

    /** The cloud's FIN comes while it is not read from, because the speaker takes nothing. */
    @Test
    void a_fin_behind_much_that_the_speaker_has_not_taken_yet_crosses() throws Exception {
        byte[] down = new byte[4_000_000];
        new Random(4).nextBytes(down);
        try (Socket speaker = house.kitchen(cloud.address())) {
            Thread sender = new Thread(() -> {
                try {
                    cloudSide().send(down);
                    cloudSide().finish();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            sender.start();
            // The kernel's buffers hold all of it.
            sender.join(SOON.toMillis());
            assertThat(sender.isAlive()).isFalse();
            assertThat(speaker.getInputStream().readAllBytes()).isEqualTo(down);
            speaker.shutdownOutput();
            awaitClosed(CloseCause.FINISHED);
        }
    }

    @Test
    void a_reset_crosses() throws IOException {
        Socket speaker = house.kitchen(cloud.address());
        speaker.getOutputStream().write(1);
        await().atMost(SOON).until(() -> cloudSide().count() == 1);
        speaker.setSoLinger(true, 0);
        speaker.close();
        await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
        awaitClosed(CloseCause.SPEAKER_RESET);
    }

    @Test
    void the_clouds_reset_crosses() throws IOException {
        try (Socket speaker = house.kitchen(cloud.address())) {
            cloudSide().reset();
            assertThatThrownBy(() -> speaker.getInputStream().read()).isInstanceOf(SocketException.class);
            awaitClosed(CloseCause.CLOUD_RESET);
        }
    }

    @Test
    void withheld_housekeeping_arrives_whole_after_its_second_of_silence() throws IOException {
        house.mute();
        byte[] keepAlive = Records.application(48);
        try (Socket speaker = house.kitchen(cloud.address())) {
            long sent = System.nanoTime();
            speaker.getOutputStream().write(keepAlive);
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> cloudSide().count() > 0);
            assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(1_000_000_000L);
            assertThat(cloudSide().received()).isEqualTo(keepAlive);
            assertThat(house.seen.held.get()).isZero();
        }
    }

    @Test
    void withheld_handshakes_pass_at_once_however_they_are_cut() throws IOException {
        house.mute();
        byte[] hello = Records.join(Records.handshake(517), Records.changeCipherSpec(), Records.handshake(40));
        try (Socket speaker = house.kitchen(cloud.address())) {
            for (byte b : hello) {
                speaker.getOutputStream().write(b);
            }
            await().atMost(Duration.ofMillis(900)).until(() -> cloudSide().count() == hello.length);
            assertThat(cloudSide().received()).isEqualTo(hello);
        }
    }

    @Test
    void a_real_tls_13_handshake_is_finished_at_once_while_withheld() throws Exception {
        house.mute();
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, null, null);
        SSLEngine client = context.createSSLEngine("avs-alexa-4-na.amazon.com", 443);
        client.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.beginHandshake();
        client.wrap(ByteBuffer.allocate(0), hello);
        hello.flip();
        byte[] helloBytes = new byte[hello.remaining()];
        hello.get(helloBytes);
        byte[] start = Records.join(helloBytes, Records.changeCipherSpec(), Records.application(69));
        try (Socket speaker = house.kitchen(cloud.address())) {
            // when the hello is real and the last record has the length of a Finished under SHA-384
            speaker.getOutputStream().write(start);
            await().atMost(Duration.ofMillis(900)).until(() -> cloudSide().count() == start.length);
            // then it has not spent the greeting
            await().pollDelay(Duration.ofMillis(1200)).until(() -> true);
            speaker.getOutputStream().write(Records.application(6000));
            await().atMost(SOON).until(() -> cloudSide().count() == start.length + 6005);
        }
    }

    @Test
    void withheld_sound_never_leaves_and_the_flow_is_reset_on_both_sides() throws IOException {
        house.mute();
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(Records.application(48));
            await().atMost(SOON).until(() -> cloudSide().count() == 53);
            // when the greeting is spent, a record larger than housekeeping is announced, though not all of it is there
            speaker.getOutputStream().write(Records.application(5713), 0, 2100);
            // then
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThat(cloudSide().count()).isEqualTo(53);
            assertThatThrownBy(() -> speaker.getInputStream().read()).isInstanceOf(SocketException.class);
            awaitClosed(CloseCause.WITHHELD);
            assertThat(house.seen.uploads).hasSize(1);
            assertThat(house.seen.uploads.get(0).forwardedBytes()).isZero();
            assertThat(house.seen.uploads.get(0).decision().reason()).isEqualTo(Reason.MUTE);
            assertThat(house.seen.held.get()).isZero();
        }
    }

    @Test
    void a_small_burst_with_signs_of_sound_is_kept_and_told_as_an_attempt() throws Exception {
        house.mute();
        try (Socket speaker = house.kitchen(cloud.address())) {
            long next = System.nanoTime();
            for (int i = 0; i < 9; i++) {
                speaker.getOutputStream().write(Records.application(113));
                next += 20_000_000;
                java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
            }
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThat(cloudSide().count()).isZero();
            assertThat(house.seen.uploads).hasSize(1);
            assertThat(house.seen.uploads.get(0).forwardedBytes()).isZero();
            assertThat(house.seen.uploads.get(0).burst().bytes()).isEqualTo(9 * 113);
        }
    }

    @Test
    void a_mute_in_the_middle_of_an_upload_stops_it_there() throws Exception {
        try (Socket speaker = house.kitchen(cloud.address())) {
            Thread talker = new Thread(() -> talk(speaker));
            talker.start();
            await().atMost(SOON).until(() -> !house.seen.soundBegan.isEmpty());
            // when
            house.mute();
            int atAnswer = cloudSide().count();
            // then
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            house.unmute();
            talker.join(5000);
            assertThat(cloudSide().count()).isLessThanOrEqualTo(atAnswer + 8 * 118);
            awaitClosed(CloseCause.WITHHELD);
            assertThat(house.seen.uploads).hasSize(1);
            assertThat(house.seen.uploads.get(0).burst().sound()).isNotNull();
            assertThat(house.seen.uploads.get(0).forwardedBytes()).isPositive();
            assertThat(house.seen.uploads.get(0).decision().verdict()).isEqualTo(Verdict.ALLOW);
        }
    }

    /** Sends 32 kbit/s sound as an Echo does, until the connection breaks. */
    private static void talk(Socket speaker) {
        try {
            speaker.getOutputStream().write(Records.application(5713));
            long next = System.nanoTime();
            for (int i = 0; i < 500; i++) {
                speaker.getOutputStream().write(Records.application(113));
                next += 20_000_000;
                java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException broken) {
            // As expected of a mute.
        }
    }

    @Test
    void sound_that_the_kernel_still_holds_does_not_leave_after_a_mute() throws IOException {
        try (Sink stalled = Sink.stalled();
                Socket speaker = house.kitchen(stalled.address())) {
            // given a megabyte of which the cloud took only a little
            Thread sender = new Thread(() -> {
                try {
                    speaker.getOutputStream().write(new byte[8_000_000]);
                } catch (IOException broken) {
                    // As expected of a mute.
                }
            });
            sender.start();
            await().atMost(SOON).until(() -> house.seen.upForwarded.get() > 100_000);
            // when
            house.mute();
            awaitClosed(CloseCause.WITHHELD);
            stalled.readNow();
            // then what comes is no more than the cloud's own kernel had taken before
            await().atMost(SOON).until(() -> stalled.connections().get(0).end() == Sink.End.RESET);
            assertThat(stalled.connections().get(0).count()).isLessThan(100_000);
        }
    }

    @Test
    void a_burst_that_began_under_a_mute_is_judged_by_it_although_the_mute_ends() throws IOException {
        house.mute();
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(Records.application(1500));
            await().atMost(SOON).until(() -> house.seen.held.get() == 1505);
            house.unmute();
            speaker.getOutputStream().write(Records.application(7000));
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThat(cloudSide().count()).isZero();
            awaitClosed(CloseCause.WITHHELD);
        }
    }

    /** Its burst counts from its header, which is more than a second old; what is left of it must not leave with the next keep-alive. */
    @Test
    void the_rest_of_a_long_record_that_was_under_way_at_a_mute_never_leaves() throws Exception {
        byte[] record = Records.application(16_000);
        try (Socket speaker = house.kitchen(cloud.address())) {
            for (int at = 0; at < 7_000; at += 500) {
                int sent = at + 500;
                speaker.getOutputStream().write(record, at, 500);
                // Slow enough for each piece to be acknowledged, and for all to take more than a second.
                await().pollDelay(Duration.ofMillis(110))
                        .atMost(SOON)
                        .until(() -> cloudSide().count() == sent);
            }

            house.mute();

            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            awaitClosed(CloseCause.WITHHELD);
            assertThat(cloudSide().count()).isEqualTo(7_000);
        }
    }

    @Test
    void what_comes_after_a_mute_has_ended_passes_at_once() throws IOException {
        house.mute();
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(Records.application(48));
            await().atMost(SOON).until(() -> cloudSide().count() == 53);
            house.unmute();
            speaker.getOutputStream().write(Records.application(9000));
            await().atMost(Duration.ofMillis(900)).until(() -> cloudSide().count() == 53 + 9005);
        }
    }

    @Test
    void a_flow_with_small_records_only_survives_mute_and_unmute() throws IOException {
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(Records.application(48));
            await().atMost(SOON).until(() -> cloudSide().count() == 53);
            house.mute();
            speaker.getOutputStream().write(Records.application(48));
            await().atMost(SOON).until(() -> cloudSide().count() == 106);
            house.unmute();
            assertThat(house.seen.closed).isEmpty();
        }
    }

    @Test
    void held_data_is_followed_by_the_speakers_fin() throws IOException {
        house.mute();
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(Records.application(300));
            speaker.shutdownOutput();
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.FIN);
            assertThat(cloudSide().received()).isEqualTo(Records.application(300));
        }
    }

    @Test
    void refuse_aborts_open_flows_and_new_ones() throws IOException {
        try (Socket speaker = house.kitchen(cloud.address())) {
            cloudSide();
            house.mute(MuteOrder.Style.REFUSE);
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThatThrownBy(() -> speaker.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> house.kitchen(cloud.address())).isInstanceOf(IOException.class);
            assertThat(cloud.connections()).hasSize(1);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(house.seen.closed).containsExactly(CloseCause.REFUSED, CloseCause.REFUSED));
        }
    }

    @Test
    void an_unknown_device_is_withheld() throws IOException {
        try (Socket stranger = house.through("127.0.0.99", cloud.address())) {
            stranger.getOutputStream().write(new byte[9000]);
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThat(cloudSide().count()).isZero();
            assertThat(house.seen.opened.get(0).speaker()).isEqualTo("unknown");
        }
    }

    @Test
    void a_destination_that_refuses_is_told() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket taken = new ServerSocket(0)) {
            nobody = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
        }
        assertThatThrownBy(() -> house.kitchen(nobody)).hasMessage("SOCKS answered 5");
        awaitClosed(CloseCause.CONNECT_REFUSED);
    }

    @Test
    void our_own_doors_are_no_destination() {
        assertThatThrownBy(() -> house.kitchen(new InetSocketAddress("127.0.0.1", 9)))
                .hasMessage("SOCKS answered 3");
        awaitClosed(CloseCause.UNREACHABLE);
    }

    @Test
    void withheld_garbage_of_a_few_bytes_is_housekeeping_and_of_many_is_not() throws IOException {
        house.mute();
        try (Socket speaker = house.kitchen(cloud.address())) {
            // given less than a record's header, of a protocol that is not TLS or might be
            speaker.getOutputStream().write(new byte[] {22, 3});
            await().atMost(SOON).until(() -> cloudSide().count() == 2);
            // when
            speaker.getOutputStream().write(new byte[3000]);
            // then
            await().atMost(SOON).until(() -> cloudSide().end() == Sink.End.RESET);
            assertThat(cloudSide().count()).isEqualTo(2);
        }
    }

    @Test
    void what_one_speaker_may_pass_in_a_minute_is_bounded() throws IOException {
        house.mute();
        byte[] hello = Records.handshake(16000);
        try (Socket speaker = house.kitchen(cloud.address())) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            speaker.getOutputStream().write(hello);
                        }
                        InputStream in = speaker.getInputStream();
                        in.read();
                    })
                    .isInstanceOf(SocketException.class);
            awaitClosed(CloseCause.HOUSEKEEPING_CAP);
            assertThat(house.seen.upForwarded.get()).isLessThanOrEqualTo(Withholding.HOUSEKEEPING_PER_MINUTE);
        }
    }
}
