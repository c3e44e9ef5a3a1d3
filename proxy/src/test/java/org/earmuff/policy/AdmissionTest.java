package org.earmuff.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.CloseCause;
import org.earmuff.home.Home;
import org.earmuff.home.Matcher;
import org.earmuff.home.NeighbourCache;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.InLiveHouse;
import org.earmuff.testing.Records;
import org.junit.jupiter.api.Test;

/** Who is let in, under what name, and when. */
class AdmissionTest extends InLiveHouse {

    private Socket asking() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress("127.0.0.11", 0));
        socket.connect(house.socks.address());
        int port = cloud.address().getPort();
        socket.getOutputStream().write(new byte[] {5, 1, 0});
        new DataInputStream(socket.getInputStream()).readFully(new byte[2]);
        socket.getOutputStream().write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port});
        return socket;
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private long refused() {
        return house.seen.closed.stream().filter(CloseCause.OVERLOAD::equals).count();
    }

    /** More new flows than may wait are refused; they must not make those wait longer that come after the storm. */
    @Test
    void flows_that_a_storm_was_refused_are_not_held_against_the_speaker() throws IOException {
        // given a speaker that has used up what it may open at once, and all places to wait
        for (int i = 0; i < 1200; i++) {
            reset(house.kitchen(cloud.address()));
        }
        List<Socket> waiting = new ArrayList<>();
        while (refused() == 0) {
            waiting.add(asking());
        }
        // when a storm of as many again as would take another twenty seconds is refused
        for (int i = 0; i < 1000; i++) {
            waiting.add(asking());
        }
        await().atMost(SOON).until(() -> refused() >= 900);
        for (Socket socket : waiting) {
            reset(socket);
        }
        // then it gets through when those before it have had their turn
        await().atMost(Duration.ofSeconds(23))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> {
                    house.kitchen(cloud.address()).close();
                    return true;
                });
    }

    private void reload(String room) {
        List<SpeakerDef> speakers =
                List.of(new SpeakerDef("kitchen", room, Set.of(), "generic", List.of(Matcher.parse("127.0.0.11"))));
        RuleBook book = new RuleBook(List.of(), ZoneId.of("Europe/Berlin"), Verdict.WITHHOLD, Verdict.WITHHOLD);
        house.policy
                .apply(Home.of(speakers, new NeighbourCache(List::of, house.clock)), book)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void a_flow_from_before_a_reload_is_in_its_speakers_new_room() throws IOException {
        try (Socket speaker = house.kitchen(cloud.address())) {
            reload("Attic");
            house.apply(MuteState.NONE.with(new MuteOrder(
                    Scope.parse("room:Attic"), MuteOrder.Style.REFUSE, null, "test", "", house.clock.now())));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(house.seen.closed).containsExactly(CloseCause.REFUSED));
            assertThat(speaker.isConnected()).isTrue();
        }
    }

    @Test
    void a_flow_of_a_speaker_that_a_reload_took_out_counts_as_of_an_unknown_device() throws IOException {
        try (Socket speaker = house.through("127.0.0.12", cloud.address())) {
            // when the nursery's is gone from the configuration, and unknown devices are withheld
            reload("Kitchen");
            speaker.getOutputStream().write(Records.application(9000));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(house.seen.closed).containsExactly(CloseCause.WITHHELD));
        }
    }
}
