package org.earmuff.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who makes way. */
class ConnectionsTest {

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Connections connections = new Connections(4, 2, 1000);
    private final List<EmbeddedChannel> all = new ArrayList<>();

    @AfterEach
    void close() {
        all.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    private EmbeddedChannel come(String from) throws Exception {
        EmbeddedChannel client = EmbeddedChannel.builder().ticker(ticker).build();
        all.add(client);
        if (!connections.enter(client, InetAddress.getByName(from))) {
            client.close();
        }
        return client;
    }

    private void pass(long millis) {
        ticker.advance(millis, TimeUnit.MILLISECONDS);
    }

    @Test
    void of_many_with_one_connection_each_the_one_that_kept_us_waiting_longest_makes_way() throws Exception {
        List<EmbeddedChannel> sitting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sitting.add(come("10.0.0." + (9 - i)));
            pass(300);
        }

        for (int i = 0; i < 4; i++) {
            come("10.0.1." + i);
            pass(300);
            assertThat(sitting.get(i).isActive()).as("number " + i).isFalse();
            assertThat(sitting.subList(i + 1, 4)).allMatch(EmbeddedChannel::isActive);
        }
    }

    @Test
    void who_just_came_does_not_make_way_for_who_comes_after() throws Exception {
        connections.served(come("10.0.0.1"));
        EmbeddedChannel old = come("10.0.0.2");
        pass(300);
        // Two of one address, which would make way first if they had not just come.
        EmbeddedChannel fresh = come("10.0.0.3");
        EmbeddedChannel also = come("10.0.0.3");

        come("10.0.0.4");

        assertThat(old.isActive()).isFalse();
        assertThat(List.of(fresh, also)).allMatch(EmbeddedChannel::isActive);
    }

    @Test
    void where_all_just_came_the_first_of_them_makes_way_rather_than_nobody_gets_in() throws Exception {
        for (int i = 0; i < 5; i++) {
            come("10.0.0." + i);
        }

        assertThat(all).extracting(EmbeddedChannel::isActive).containsExactly(false, true, true, true, true);
    }

    @Test
    void an_ipv6_host_is_its_network() throws Exception {
        EmbeddedChannel other = come("fd00:0:0:1::1");
        for (int i = 0; i < 3; i++) {
            come("fd00::" + i);
            pass(300);
        }

        assertThat(all).extracting(EmbeddedChannel::isActive).containsExactly(true, false, true, true);
        assertThat(other.isActive()).isTrue();
    }

    @Test
    void nobody_gets_in_where_all_are_being_served() throws Exception {
        for (int i = 0; i < 4; i++) {
            connections.served(come("10.0.0." + i));
        }

        assertThat(come("10.0.0.9").isActive()).isFalse();
        assertThat(all.subList(0, 4)).allMatch(EmbeddedChannel::isActive);
    }

    @Test
    void answers_that_nobody_takes_are_given_up_before_they_fill_the_memory() throws Exception {
        EmbeddedChannel one = come("10.0.0.1");
        EmbeddedChannel greedy = come("10.0.0.2");
        EmbeddedChannel too = come("10.0.0.2");
        connections.owes(one, 300);
        connections.owes(greedy, 350);
        connections.owes(too, 350);
        EmbeddedChannel idle = come("10.0.0.3");

        connections.owes(idle, 100);

        assertThat(greedy.isActive()).isFalse();
        assertThat(List.of(one, too, idle)).allMatch(EmbeddedChannel::isActive);
    }

    @Test
    void an_answer_that_was_taken_counts_no_more_and_one_alone_may_be_large() throws Exception {
        EmbeddedChannel one = come("10.0.0.1");
        EmbeddedChannel other = come("10.0.0.2");
        connections.owes(one, 900);
        connections.served(one);
        connections.owes(other, 900);
        connections.owes(other, 5000);

        assertThat(List.of(one, other)).allMatch(EmbeddedChannel::isActive);
    }
}
