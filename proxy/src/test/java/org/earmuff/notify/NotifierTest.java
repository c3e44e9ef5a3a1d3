package org.earmuff.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.earmuff.flow.Flow;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Transport;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real web server as the receiver. */
class NotifierTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final WeeklyHours AT_WORK = WeeklyHours.parse("mon-fri 08:00-16:00");
    private static final Instant MONDAY_TEN = Instant.parse("2026-11-23T09:00:00Z");
    private static final Instant MONDAY_NIGHT = Instant.parse("2026-11-23T21:00:00Z");

    private final Clock clock = new Clock();
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Deque<Integer> answers = new ArrayDeque<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean stalls;
    private volatile MuteState mutes = MuteState.NONE;
    private HttpServer server;
    private Notifier notifier;

    private record Got(String path, String title, String priority, String tags, String user, String text) {}

    /** Both kinds of time stand still unless told. */
    private static final class Clock implements HouseClock {
        private volatile Instant now = MONDAY_TEN;

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanos() {
            return Duration.between(MONDAY_TEN, now).toNanos();
        }

        @Override
        public boolean set() {
            return true;
        }
    }

    @BeforeEach
    void given_a_receiver() throws Exception {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/", exchange -> {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var h = exchange.getRequestHeaders();
            got.add(new Got(
                    exchange.getRequestURI().getPath(),
                    h.getFirst("Title"),
                    h.getFirst("Priority"),
                    h.getFirst("Tags"),
                    h.getFirst("Authorization"),
                    text));
            awaitOpen();
            Integer answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
            exchange.close();
        });
        server.start();
        notifier = new Notifier(clock, () -> mutes, new Postman(List.of(Duration.ofMillis(10), Duration.ofMillis(20))));
    }

    @AfterEach
    void stop() {
        notifier.close();
        open.countDown();
        server.stop(0);
        ((java.util.concurrent.ExecutorService) server.getExecutor()).shutdownNow();
    }

    private void awaitOpen() throws IOException {
        try {
            if (stalls) {
                open.await();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Receiver receiver(WeeklyHours away, Topic... on) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret");
        return new Receiver(url, EnumSet.copyOf(List.of(on)), Duration.ofSeconds(30), away);
    }

    private void tells(Receiver... receivers) {
        notifier.apply(List.of(receivers), BERLIN);
    }

    private static Flow stranger(String address) throws Exception {
        return new Flow(
                1,
                MONDAY_TEN,
                Flow.UNKNOWN,
                "",
                Transport.TCP,
                new InetSocketAddress(InetAddress.getByName(address), 4000),
                new InetSocketAddress("198.51.100.7", 443));
    }

    @Test
    void sound_that_left_inside_the_away_hours_is_told_as_ntfy_takes_it() {
        tells(receiver(AT_WORK, Topic.UPLOAD_WHILE_AWAY));

        notifier.uploaded(Uploads.left("kitchen", "Küche", MONDAY_NIGHT, 5));
        notifier.uploaded(Uploads.left("kitchen", "Küche", MONDAY_TEN, 7.94));

        await().until(() -> got.size() == 1);
        assertThat(got)
                .containsExactly(new Got(
                        "/secret",
                        "Sound while you are away",
                        "4",
                        "loud_sound",
                        null,
                        "kitchen (Küche) sent about 7.9 s of sound (voice) at 10:00:00 (Europe/Berlin): 65154 bytes."));
    }

    @Test
    void without_away_hours_a_mute_of_the_whole_house_says_that_nobody_is_at_home() {
        tells(receiver(null, Topic.UPLOAD_WHILE_AWAY));
        notifier.uploaded(Uploads.left("kitchen", "Kitchen", MONDAY_TEN, 3));
        MuteOrder order = new MuteOrder(Scope.ALL, MuteOrder.Style.WITHHOLD, null, "api", "", MONDAY_TEN);
        mutes = MuteState.NONE.with(order);

        notifier.uploaded(Uploads.withheld("bedroom", "", MONDAY_TEN, 3));

        await().until(() -> !got.isEmpty());
        assertThat(got)
                .extracting(Got::text)
                .containsExactly("bedroom tried to send sound (voice) at 10:00:00 (Europe/Berlin). It was withheld,"
                        + " nothing left.");
    }

    @Test
    void a_long_upload_is_told_while_it_goes_on_and_once() {
        tells(receiver(null, Topic.LONG_UPLOAD));
        Flow flow = Uploads.flow("kitchen", "Kitchen");

        notifier.spoken(flow, 29_000);
        notifier.uploaded(Uploads.left("kitchen", "Kitchen", MONDAY_TEN, 29));
        notifier.spoken(flow, 29_990);
        assertThat(got).isEmpty();
        notifier.spoken(flow, 50);
        notifier.spoken(flow, 50);

        await().until(() -> !got.isEmpty());
        assertThat(got)
                .extracting(Got::text)
                .containsExactly(
                        "kitchen (Kitchen) has sent 30 s of sound in one go at 10:00:00 (Europe/Berlin), and may be"
                                + " going on.");
    }

    @Test
    void an_unknown_device_is_told_the_first_time_and_others_are_counted_for_ten_minutes() throws Exception {
        tells(receiver(null, Topic.NEW_DEVICE));

        notifier.opened(stranger("192.168.1.77"));
        notifier.opened(stranger("192.168.1.77"));
        notifier.opened(stranger("192.168.1.78"));
        notifier.opened(Uploads.flow("kitchen", "Kitchen"));
        clock.now = clock.now.plus(Notifier.PAUSE);
        notifier.opened(stranger("192.168.1.77"));
        notifier.opened(stranger("192.168.1.79"));

        await().until(() -> got.size() == 2);
        assertThat(got.get(0).text()).contains("192.168.1.77").doesNotContain("198.51.100.7", "since the last");
        assertThat(got.get(1).text())
                .contains("192.168.1.79")
                .endsWith("It was the same 1 more times since the last message.");
    }

    @Test
    void only_what_is_asked_for_is_told_and_a_reload_changes_it() throws Exception {
        tells(receiver(null, Topic.NEW_DEVICE));
        notifier.ledgerBroken("12 rows could not be kept");
        tells(receiver(null, Topic.LEDGER_BROKEN));
        notifier.opened(stranger("192.168.1.77"));

        notifier.ledgerBroken("13 rows could not be kept");

        await().until(() -> !got.isEmpty());
        assertThat(got)
                .extracting(Got::text)
                .containsExactly("The account of what left is incomplete: 13 rows could not be kept.");
    }

    @Test
    void a_changed_account_is_told_in_its_own_words_beside_lost_rows() throws Exception {
        tells(receiver(null, Topic.LEDGER_BROKEN));
        notifier.ledgerBroken("12 rows could not be kept");

        notifier.ledgerChanged("row 7: its hash is not that of its content");

        await().until(() -> got.size() == 2);
        assertThat(got)
                .extracting(Got::text)
                .contains(
                        "Somebody other than Earmuff has changed the account of what left: row 7: its hash is not that of"
                                + " its content. Run earmuff ledger verify, which says what is still proven and what to do.");
    }

    @Test
    void the_head_is_told_once_a_day_with_what_to_do_with_it() throws Exception {
        tells(receiver(null, Topic.LEDGER_HEAD));
        notifier.ledgerHead("7 abc", "f00d");
        notifier.ledgerHead("8 abd", "f00d");
        clock.now = clock.now.plus(Duration.ofDays(1));
        notifier.ledgerHead("9 abe", "f00d");

        await().until(() -> got.size() == 2);
        assertThat(got.get(0).text())
                .isEqualTo("The account stands at 7 abc, signed by key f00d. Keep this: earmuff ledger verify --head"
                        + " \"7 abc\" shows later whether anything up to here was changed.");
        assertThat(got.get(1).text()).contains("9 abe").doesNotContain("the same");
    }

    @Test
    void what_is_not_taken_is_brought_again_and_then_given_up() throws Exception {
        tells(receiver(null, Topic.NEW_DEVICE, Topic.LEDGER_BROKEN));
        answers.addAll(List.of(503, 429, 200, 403, 200));

        notifier.opened(stranger("192.168.1.77"));
        await().until(() -> got.size() == 3);
        notifier.ledgerBroken("a");
        await().until(() -> got.size() == 4);
        clock.now = clock.now.plus(Notifier.PAUSE);
        notifier.ledgerBroken("b");

        await().until(() -> got.size() == 5);
        assertThat(got)
                .extracting(g -> g.text().substring(g.text().length() - 3))
                .containsExactly("rs.", "rs.", "rs.", " a.", " b.");
    }

    @Test
    void a_receiver_that_stalls_holds_nobody_up_and_the_oldest_is_thrown_away() throws Exception {
        stalls = true;
        tells(receiver(null, Topic.NEW_DEVICE));

        for (int i = 0; i < Postman.MOST + 10; i++) {
            notifier.opened(stranger("10.0.0." + i));
            clock.now = clock.now.plus(Notifier.PAUSE);
            if (i == 0) {
                await().until(() -> got.size() == 1);
            }
        }
        open.countDown();

        await().until(() -> got.size() == 1 + Postman.MOST);
        assertThat(got.get(1).text()).contains("10.0.0.10.");
    }

    @Test
    void the_address_is_a_secret_and_its_user_becomes_a_header() {
        URI url = URI.create("http://me:pass@127.0.0.1:" + server.getAddress().getPort() + "/secret?auth=x");
        Receiver receiver = new Receiver(url, Set.of(Topic.LEDGER_BROKEN), Duration.ofSeconds(30), null);
        tells(receiver);

        notifier.ledgerBroken("a");

        await().until(() -> !got.isEmpty());
        assertThat(got.get(0).user()).isEqualTo("Basic bWU6cGFzcw==");
        assertThat(receiver)
                .hasToString("http://127.0.0.1:" + server.getAddress().getPort() + "/***");
    }
}
