package org.earmuff.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Speakers;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Records;
import org.earmuff.testing.Sink;
import org.junit.jupiter.api.Test;

/** A mute that meets what waits for its turn at a rate. */
class SlowlyTest {

    @Test
    void housekeeping_that_waits_for_its_turn_at_a_rate_arrives_also_where_a_mute_comes() throws IOException {
        Rule slow = new Rule(new RuleRef("slow", "test", 1), Speakers.ALL, null, null, new Rate(50, 100));
        byte[] note = Records.application(500);
        try (LiveHouse house = LiveHouse.open(slow);
                Sink cloud = Sink.open();
                Socket speaker = house.kitchen(cloud.address())) {
            // given a burst that is over, and of which most still waits
            speaker.getOutputStream().write(note);
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            assertThat(cloud.connections().get(0).count()).isLessThan(note.length);
            // when
            house.mute();
            // then
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() ->
                            assertThat(cloud.connections().get(0).received()).isEqualTo(note));
        }
    }
}
