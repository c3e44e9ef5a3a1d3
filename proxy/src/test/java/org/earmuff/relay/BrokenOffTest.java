package org.earmuff.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import org.earmuff.flow.CloseCause;
import org.earmuff.testing.InLiveHouse;
import org.earmuff.testing.Records;
import org.earmuff.testing.Sink;
import org.junit.jupiter.api.Test;

/** Mutes that meet a flow where it pauses in the middle of something. */
class BrokenOffTest extends InLiveHouse {

    private static void pause(long millis) {
        await().pollDelay(Duration.ofMillis(millis))
                .atMost(Duration.ofMillis(millis + 2000))
                .until(() -> true);
    }

    private Sink.Connection cloudSide() {
        await().atMost(SOON).until(() -> !cloud.connections().isEmpty());
        return cloud.connections().get(0);
    }

    /** As on a radio link that loses the second segment twice. */
    @Test
    void a_withheld_keep_alive_that_comes_in_two_halves_two_seconds_apart_arrives_whole() throws IOException {
        house.mute();
        byte[] record = Records.application(400);
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(record, 0, 200);
            pause(2_200);
            speaker.getOutputStream().write(record, 200, 205);
            await().atMost(SOON).until(() -> cloudSide().count() == record.length);
            assertThat(cloudSide().received()).isEqualTo(record);
        }
    }

    @Test
    void the_rest_of_a_large_record_does_not_leave_under_a_mute_given_in_its_middle() throws IOException {
        byte[] record = Records.application(4000);
        try (Socket speaker = house.kitchen(cloud.address())) {
            speaker.getOutputStream().write(record, 0, 1000);
            await().atMost(SOON).until(() -> cloudSide().count() == 1000);
            pause(1_500);
            house.mute();
            try {
                speaker.getOutputStream().write(record, 1000, record.length - 1000);
            } catch (SocketException broken) {
                // The mute has broken the flow off already.
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(house.seen.closed).containsExactly(CloseCause.WITHHELD));
            assertThat(cloudSide().count()).isEqualTo(1000);
        }
    }

    @Test
    void what_a_closed_flow_has_not_delivered_yet_does_not_leave_after_a_mute() throws IOException {
        byte[] much = new byte[200_000];
        Arrays.fill(much, (byte) 7);
        try (Sink stalled = Sink.stalled();
                Socket speaker = house.kitchen(stalled.address())) {
            await().atMost(SOON).until(() -> !stalled.connections().isEmpty());
            // given a cloud that is done but has not taken what the speaker sent before it was done, too
            stalled.connections().get(0).finish();
            assertThat(speaker.getInputStream().read()).isEqualTo(-1);
            speaker.getOutputStream().write(much);
            speaker.shutdownOutput();
            await().atMost(SOON).until(() -> house.seen.upForwarded.get() == much.length);
            pause(300);
            // when
            house.mute();
            stalled.readNow();
            // then
            await().atMost(SOON).until(() -> stalled.connections().get(0).end() != Sink.End.OPEN);
            assertThat(stalled.connections().get(0).end()).isEqualTo(Sink.End.RESET);
            assertThat(stalled.connections().get(0).count()).isLessThan(much.length);
        }
    }
}
