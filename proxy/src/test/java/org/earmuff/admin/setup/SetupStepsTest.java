package org.earmuff.admin.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.earmuff.admin.RawHttp;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.home.Device;
import org.earmuff.home.Discovery;
import org.earmuff.home.Finding;
import org.earmuff.home.Mac;
import org.earmuff.testing.FreePort;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The steps as browsers take them: what is typed wrong, typed again, and by whom. */
class SetupStepsTest {

    private static final String PASSWORD = "password=four+words+in+a+row&again=four+words+in+a+row";
    private static final String ECHO = "44:65:0D:12:34:56";
    private static final String LAPTOP = "3C:22:FB:00:00:01";
    private static final String PHONE_IP = "192.168.1.50";
    /** The devices' rows as the page sends them: an Echo, which is ticked, a laptop and a phone, which are not. */
    private static final String FOUND = "on0=1&match0=" + ECHO + "&room0=Kitchen&profile0=amazon-echo&match1=" + LAPTOP
            + "&room1=&profile1=generic&match2=" + PHONE_IP + "&room2=&profile2=generic";

    private static final String NOBODY = "&on3=typed&match3=&room3=&profile3=generic";
    private static final String WAY = "&way=firewall&interface=br-lan";
    private static final String HOURS =
            "kind=between&weekFrom=07:00&weekTo=22:30&endFrom=08:00&endTo=23:30&household=Home&zone=Europe/Berlin";

    @TempDir
    Path folder;

    private final AtomicReference<Discovery> found = new AtomicReference<>();
    private Path file;
    private InetSocketAddress listen;
    private SetupServer server;

    /** One browser, which keeps its cookie. */
    private final class Visitor {
        private String cookie = "";

        RawHttp.Reply get(String path) throws Exception {
            return keep(RawHttp.send("127.0.0.1", listen.getPort(), "GET", path, "", "Cookie: " + cookie));
        }

        RawHttp.Reply post(String step, String fields) throws Exception {
            return keep(RawHttp.send(
                    "127.0.0.1",
                    listen.getPort(),
                    "POST",
                    "/setup/" + step,
                    fields,
                    "Content-Type: application/x-www-form-urlencoded",
                    "Origin: http://127.0.0.1:" + listen.getPort(),
                    "Cookie: " + cookie));
        }

        private RawHttp.Reply keep(RawHttp.Reply reply) {
            cookie = reply.cookie().isEmpty() ? cookie : reply.cookie();
            return reply;
        }

        Visitor enters() throws Exception {
            assertThat(post("code", "code=" + server.code()).all("Location")).containsExactly("/setup/password");
            return this;
        }

        Visitor choosesPassword() throws Exception {
            assertThat(post("password", PASSWORD).all("Location")).containsExactly("/setup/speakers");
            return this;
        }

        /** Has answered everything rightly but the last question. */
        Visitor answers() throws Exception {
            enters().choosesPassword();
            assertThat(post("speakers", FOUND + NOBODY + WAY).all("Location")).containsExactly("/setup/hours");
            assertThat(post("hours", HOURS).all("Location")).containsExactly("/setup/look");
            return this;
        }
    }

    @BeforeEach
    void serve() throws Exception {
        found.set(new Discovery(
                List.of(
                        finding(ECHO, "", "192.168.1.23"),
                        finding(LAPTOP, "laptop", "192.168.1.30"),
                        finding("02:00:00:00:00:05", "", PHONE_IP)),
                List.of()));
        file = folder.resolve("etc/earmuff.yaml");
        listen = new InetSocketAddress("127.0.0.1", FreePort.find());
        HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        Setup plan = new Setup(
                file,
                folder,
                listen,
                candidate -> problems(candidate, clock),
                found::get,
                () -> List.of("br-lan", "eth1"),
                () -> {});
        server = new SetupServer(plan, clock);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Finding finding(String mac, String name, String address) throws Exception {
        Device device = new Device(Mac.parse(mac), "br-lan", List.of(InetAddress.getByName(address)), 1);
        return Finding.of(device, name, Set.of(), List.of());
    }

    private static List<String> problems(Path candidate, HandClock clock) {
        try {
            ConfigLoader.load(candidate, clock.now());
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream().map(Object::toString).toList();
        }
    }

    private static String typed(String match, String room) {
        return "&on3=typed&match3=" + url(match) + "&room3=" + url(room) + "&profile3=sonos";
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void once_the_file_is_written_every_page_says_that_earmuff_starts() throws Exception {
        Visitor owner = new Visitor().answers();

        RawHttp.Reply written = owner.post("write", "");

        assertThat(written.body()).contains("Earmuff is starting", "sudo earmuff firewall apply");
        assertThat(file).exists();
        for (String path : List.of("/", "/setup", "/setup/password", "/setup/look", "/uploads")) {
            RawHttp.Reply page = owner.get(path);
            assertThat(page.body()).as(path).contains("Earmuff is starting");
            assertThat(page.all("Refresh")).as(path).containsExactly("10; url=/");
        }
        assertThat(new Visitor().get("/").body()).contains("Earmuff is starting");
        assertThat(owner.post("write", "").body()).contains("Earmuff is starting");
        assertThat(owner.get("/readyz").status()).isEqualTo(503);
        assertThat(owner.get("/assets/setup.js").status()).isEqualTo(200);
    }

    @Test
    void of_a_file_that_somebody_else_wrote_the_last_page_claims_only_what_is_known() throws Exception {
        Files.createDirectories(file.getParent());
        Path ready = Files.writeString(
                folder.resolve("ready.yaml"),
                "schema: 1\nlisten: {tproxy: none, socks: 127.0.0.1:1080}\nspeakers: []\n");
        assertThat(ConfigLoader.load(ready)).isNotNull();

        Files.move(ready, file);

        await().untilAsserted(() -> assertThat(new Visitor().get("/").body())
                .contains("Earmuff is starting", "earmuff doctor")
                .doesNotContain("firewall apply"));
    }

    @Test
    void a_room_without_an_address_is_asked_about_and_stays() throws Exception {
        Visitor owner = new Visitor().enters().choosesPassword();

        RawHttp.Reply reply = owner.post("speakers", FOUND + typed("", "Attic") + WAY);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .contains("The speaker in “Attic” that is not listed: its address is missing.")
                .contains("<a href=\"#match3\">", "<input id=\"match3\" aria-invalid=\"true\"")
                .contains("value=\"Attic\"", "value=\"Kitchen\"");
        assertThat(owner.get("/setup/speakers").body()).contains("value=\"Attic\"", "its address is missing");
    }

    @Test
    void the_room_of_a_device_that_is_not_ticked_is_kept() throws Exception {
        Visitor owner = new Visitor().enters().choosesPassword();

        owner.post("speakers", FOUND.replace("room1=", "room1=Study").replace("on0=1&", "") + NOBODY + WAY);

        String page = owner.get("/setup/speakers").body();
        assertThat(page).contains("value=\"Study\"", "value=\"Kitchen\"");
        assertThat(page).containsPattern("name=\"on0\" value=\"1\" data-not");
        owner.post("hours", HOURS);
        assertThat(owner.get("/setup/look").body()).contains("speakers: []").doesNotContain("Study");
    }

    @Test
    void looking_again_keeps_what_was_typed() throws Exception {
        Visitor owner = new Visitor().enters().choosesPassword();
        found.set(new Discovery(
                List.of(found.get().findings().get(0), finding("44:65:0D:00:00:02", "", "192.168.1.24")), List.of()));

        RawHttp.Reply reply = owner.post("speakers", FOUND + typed("44:65", "Attic") + WAY + "&look=again");

        assertThat(reply.all("Location")).containsExactly("/setup/speakers?look=again");
        String page = owner.get("/setup/speakers?look=again").body();
        assertThat(page)
                .contains("value=\"Kitchen\"", "value=\"Attic\"", "value=\"44:65\"", "44:65:0D:00:00:02 · 192.168.1.24")
                .doesNotContain("role=\"alert\"");
    }

    @Test
    void wrong_addresses_are_told_where_they_were_typed() throws Exception {
        Visitor owner = new Visitor().enters().choosesPassword();

        String bad =
                owner.post("speakers", FOUND + typed("44:65:0D", "Attic") + WAY).body();
        String twice = owner.post("speakers", FOUND + typed("44-65-0d-12-34-56", "Attic") + WAY)
                .body();
        String hole = owner.post("speakers", FOUND + typed("192.168.1.77", "${env:HOME}") + WAY)
                .body();

        assertThat(bad)
                .contains("The speaker in “Attic” that is not listed: “44:65:0D” is neither a MAC address")
                .contains("<a href=\"#match3\">");
        assertThat(twice).contains("44-65-0d-12-34-56 is the address of “Amazon device”, too.");
        assertThat(hole).contains("a name cannot have ${ in it", "<a href=\"#room3\">");
        assertThat(owner.post("speakers", FOUND.replace("Kitchen", "") + NOBODY + WAY)
                        .body())
                .contains("In which room is Amazon device (44:65:0D:12:34:56)?", "<a href=\"#room0\">");
        assertThat(owner.post("speakers", FOUND + NOBODY + "&way=firewall").body())
                .contains("On which network are the speakers?", "<a href=\"#network\">");
    }

    @Test
    void two_speakers_may_stand_in_one_room() throws Exception {
        Visitor owner = new Visitor().enters().choosesPassword();

        assertThat(owner.post("speakers", FOUND + typed("192.168.1.77", "Kitchen") + WAY)
                        .all("Location"))
                .containsExactly("/setup/hours");
    }

    @Test
    void what_looks_like_no_speaker_is_folded_and_named() throws Exception {
        Visitor owner = new Visitor().enters().choosesPassword();

        String page = owner.get("/setup/speakers").body();

        String before = page.substring(0, page.indexOf("<details"));
        assertThat(before).contains("<legend>Amazon device</legend>", "44:65:0D:12:34:56 · 192.168.1.23");
        assertThat(before).doesNotContain("laptop");
        assertThat(page)
                .contains("2 more devices, which do not look like speakers", "<legend>laptop</legend>")
                .containsPattern("<span class=\"address\">192.168.1.50</span>")
                .doesNotContain(" open>")
                .doesNotContain("SOCKS door");
        found.set(new Discovery(List.of(), List.of()));
        assertThat(owner.get("/setup/speakers?look=again").body()).contains("<details class=\"fold\" open>");
    }

    @Test
    void hours_that_were_typed_are_still_there_when_one_goes_back() throws Exception {
        Visitor owner = new Visitor().answers();

        owner.post("hours", HOURS.replace("07:00", "06:10").replace("23:30", "22:50"));
        String between = owner.get("/setup/hours").body();
        owner.post("hours", HOURS.replace("between", "always").replace("07:00", "06:20"));
        String always = owner.get("/setup/hours").body();

        assertThat(between).contains("value=\"06:10\"", "value=\"22:50\"", "value=\"between\" checked");
        assertThat(always).contains("value=\"06:20\"", "value=\"always\" checked", "value=\"between\" data-not");
    }

    @Test
    void a_wrong_time_names_its_field_and_keeps_the_others() throws Exception {
        Visitor owner = new Visitor().answers();

        RawHttp.Reply reply = owner.post(
                "hours",
                HOURS.replace("weekTo=22:30", "weekTo=")
                        .replace("08:00", "8 am")
                        .replace("07:00", "06:05")
                        .replace("Home", "+"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body())
                .contains("Monday to Friday, end: the time is missing.", "<a href=\"#weekTo\">")
                .contains("Saturday and Sunday, start: “8 am” is no time.", "value=\"8 am\"")
                .contains("“This home is called” is empty", "<a href=\"#household\">")
                .contains("value=\"06:05\"", "value=\"Europe/Berlin\" selected");
    }

    @Test
    void the_same_start_and_end_are_asked_about_but_midnight_is_the_whole_day() throws Exception {
        Visitor owner = new Visitor().answers();

        String equal = owner.post("hours", HOURS.replace("07:00", "06:15").replace("22:30", "06:15"))
                .body();
        assertThat(equal)
                .contains(
                        "Monday to Friday: start and end are both 06:15.", "for the whole day write 00:00 until 00:00");

        owner.post("hours", HOURS.replace("07:00", "00:00").replace("22:30", "00:00"));
        assertThat(owner.get("/setup/look").body()).contains("mon-fri 00:00-24:00");
        owner.post("write", "");
        Configuration written = ConfigLoader.load(file);
        assertThat(written.rules().rules()).hasSize(1);
    }

    @Test
    void what_is_still_wrong_at_the_end_leads_to_its_step() throws Exception {
        Visitor owner = new Visitor().answers();
        owner.post("speakers", FOUND + typed("", "Attic") + WAY);
        owner.post("hours", HOURS.replace("Home", "+"));

        String page = owner.get("/setup/look").body();

        assertThat(page)
                .contains("<a href=\"/setup/speakers#match3\">", "<a href=\"/setup/hours#household\">")
                .contains("<button class=\"strong\" disabled>");
        owner.post("write", "");
        assertThat(file).doesNotExist();
    }

    @Test
    void a_problem_that_only_the_check_finds_has_the_ways_to_both_steps() {
        assertThat(SetupPages.unplaced(List.of("earmuff.yaml:3: is odd")))
                .contains("earmuff.yaml:3: is odd", "href=\"/setup/speakers\"", "href=\"/setup/hours\"");
        assertThat(SetupPages.unplaced(List.of())).isEmpty();
    }

    @Test
    void a_second_browser_chooses_its_own_password_and_the_first_is_told() throws Exception {
        Visitor first = new Visitor().answers();
        Visitor second = new Visitor().enters();

        assertThat(second.get("/setup/look").all("Location")).containsExactly("/setup/password");
        assertThat(second.post("write", "").all("Location")).containsExactly("/setup/password");
        assertThat(second.get("/setup/password").body()).contains("Another browser began this set-up.");
        assertThat(first.get("/setup/hours").all("Location")).containsExactly("/setup");
        assertThat(first.post("password", PASSWORD).all("Location")).containsExactly("/setup");
        assertThat(first.get("/setup").body()).contains("The set-up goes on in another browser");
        assertThat(new Visitor().get("/setup").body()).doesNotContain("another browser");
        second.choosesPassword();
        assertThat(second.get("/setup/speakers").body()).contains("value=\"Kitchen\"");
        assertThat(second.get("/setup/password").body()).doesNotContain("Another browser");
    }

    @Test
    void whoever_enters_the_code_again_keeps_the_password() throws Exception {
        Visitor owner = new Visitor().answers().enters();

        assertThat(owner.get("/setup/look").status()).isEqualTo(200);
    }

    @Test
    void a_time_zone_is_proposed_only_until_one_was_chosen() throws Exception {
        Draft utc = Draft.empty().hours("Home", ZoneId.of("Etc/UTC"), Hours.USUAL);
        Draft untold = new Draft("", "Home", utc.zone(), List.of(), Hours.USUAL, List.of(), true, false, false);
        Draft berlin = new Draft(
                "", "Home", ZoneId.of("Europe/Berlin"), List.of(), Hours.USUAL, List.of(), true, false, false);
        Visitor owner = new Visitor().answers();

        assertThat(List.of(untold.isZoneUntold(), utc.isZoneUntold(), berlin.isZoneUntold()))
                .containsExactly(true, false, false);
        owner.post("hours", HOURS.replace("Europe/Berlin", "Etc/UTC"));
        assertThat(owner.get("/setup/hours").body()).contains("data-told", "value=\"Etc/UTC\" selected");
    }
}
