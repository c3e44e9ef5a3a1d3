package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.earmuff.flow.Flow;
import org.earmuff.flow.Transport;
import org.earmuff.home.Device;
import org.earmuff.home.Home;
import org.earmuff.home.IpText;
import org.earmuff.home.Mac;
import org.earmuff.home.Matcher;
import org.earmuff.home.NeighbourCache;
import org.earmuff.home.SeenDevices;
import org.earmuff.home.SpeakerDef;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceWatchTest {

    private static final Mac KITCHEN = Mac.parse("44:65:0D:12:34:56");
    private static final Mac ECHO = Mac.parse("44:65:0D:00:00:01");
    private static final Mac PHONE = Mac.parse("DA:A1:19:00:00:01");

    @TempDir
    Path state;

    private final List<Device> house = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final AtomicInteger changes = new AtomicInteger();
    private NeighbourCache neighbours;
    private DeviceWatch watch;

    @BeforeEach
    void open() {
        neighbours = new NeighbourCache(List::of, new HandClock("2026-11-22T12:00:00Z"));
        watch = watch();
    }

    @AfterEach
    void close() {
        watch.close();
        neighbours.close();
    }

    private DeviceWatch watch() {
        Home home = Home.of(
                List.of(new SpeakerDef("kitchen", "", Set.of(), "generic", List.of((Matcher) KITCHEN))), neighbours);
        return new DeviceWatch(
                () -> List.copyOf(house),
                () -> home,
                SeenDevices.in(state),
                (speaker, what) -> told.add(speaker + ": " + what),
                changes::incrementAndGet);
    }

    @Test
    void tells_once_of_speakers_and_of_what_may_be_one_also_after_a_restart() {
        house.add(device(KITCHEN, 1));
        house.add(device(ECHO, 1));
        house.add(device(PHONE, 1));

        watch.look();
        watch.look();
        watch.close();
        watch = watch();
        watch.look();

        assertThat(told)
                .containsExactly(
                        "kitchen: seen for the first time: 44:65:0D:12:34:56 at 192.168.1.1",
                        "unknown: seen for the first time: 44:65:0D:00:00:01 at 192.168.1.1, made by Amazon, may be a"
                                + " speaker and is not configured");
        assertThat(watch.problems()).isEmpty();
        assertThat(changes).hasValue(0);
    }

    @Test
    void tells_of_several_devices_behind_one_address_for_as_long_as_it_is_so() {
        house.add(device(KITCHEN, 4));
        watch.look();
        watch.look();

        assertThat(watch.problems())
                .singleElement()
                .asString()
                .contains("all of them are taken for the speaker kitchen");
        assertThat(told).contains("kitchen: several devices share 44:65:0D:12:34:56, as behind a repeater");
        assertThat(changes).hasValue(1);

        house.clear();
        watch.look();

        assertThat(watch.problems()).isEmpty();
        assertThat(changes).hasValue(2);
    }

    @Test
    void tells_once_of_an_unknown_device_that_came() {
        house.add(device(PHONE, 1));
        watch.opened(flow("192.168.1.1", Flow.UNKNOWN));
        watch.opened(flow("192.168.1.1", Flow.UNKNOWN));
        watch.opened(flow("192.168.1.77", Flow.UNKNOWN));
        watch.opened(flow("192.168.1.9", "kitchen"));
        watch.opened(flow("127.0.0.1", Flow.UNKNOWN));
        watch.look();
        watch.opened(flow("192.168.1.1", Flow.UNKNOWN));
        watch.look();

        assertThat(told)
                .containsExactlyInAnyOrder(
                        "unknown: an unknown device came to Earmuff: DA:A1:19:00:00:01 at 192.168.1.1",
                        "unknown: an unknown device came to Earmuff: 192.168.1.77");
    }

    @Test
    void a_house_full_of_strangers_is_bounded() {
        for (int i = 0; i < 3000; i++) {
            watch.opened(flow("10.0." + i / 250 + "." + i % 250, Flow.UNKNOWN));
        }
        watch.look();

        assertThat(told).hasSize(64);
    }

    private static Flow flow(String source, String speaker) {
        return new Flow(
                1,
                Instant.EPOCH,
                speaker,
                "",
                Transport.TCP,
                new InetSocketAddress(address(source), 40000),
                new InetSocketAddress(address("203.0.113.1"), 443));
    }

    private static Device device(Mac mac, int addresses) {
        return new Device(
                mac,
                "br-lan",
                IntStream.rangeClosed(1, addresses)
                        .mapToObj(i -> address("192.168.1." + i))
                        .toList(),
                addresses);
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }
}
