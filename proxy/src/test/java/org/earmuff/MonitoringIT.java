package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earmuff.cli.Earmuff;
import org.earmuff.config.ConfigLoader;
import org.earmuff.demo.DemoHome;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.testing.PromQl;
import org.earmuff.testing.Prometheus;
import org.earmuff.testing.TestClock;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The metrics, the alerts and Grafana's dashboards fit each other: a real Prometheus asks a real appliance that has had traffic. */
@Tag("prometheus")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MonitoringIT {

    private static final Path SHIPPED = Path.of("..", "docker", "prometheus");
    private static final Path RULE_TESTS = SHIPPED.resolve("tests");
    private static final Path DASHBOARDS = Path.of("..", "docker", "grafana", "dashboards");
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    /** What is promised: every series of Earmuff's own with exactly its labels. */
    private static final List<String> PROMISED = """
            earmuff_upload_bytes_total{kind,room,speaker,verdict}
            earmuff_upload_audio_seconds_total{kind,room,speaker,verdict}
            earmuff_uploads_total{kind,reason,room,speaker,verdict}
            earmuff_upload_duration_seconds{}
            earmuff_flow_bytes_total{direction,outcome,speaker}
            earmuff_flows{speaker,transport}
            earmuff_flows_closed_total{cause,speaker}
            earmuff_refused_packets_total{kind,speaker}
            earmuff_decisions_total{reason,verdict}
            earmuff_shadow_decisions_total{rule,verdict}
            earmuff_shaping_delay_seconds{}
            earmuff_held_bytes{speaker}
            earmuff_mute_active{scope}
            earmuff_mute_until_timestamp_seconds{scope}
            earmuff_mute_apply_seconds{}
            earmuff_budget_limit{rule,speaker,unit}
            earmuff_budget_used{rule,speaker,unit}
            earmuff_verdict{speaker,verdict}
            earmuff_verdict_next_change_timestamp_seconds{speaker}
            earmuff_config_last_reload_successful{}
            earmuff_config_last_reload_success_timestamp_seconds{}
            earmuff_config_info{sha256}
            earmuff_clock_synchronized{}
            earmuff_household_utc_offset_seconds{}
            earmuff_ledger_rows_total{kind}
            earmuff_ledger_bytes{}
            earmuff_ledger_lag_seconds{}
            earmuff_ledger_errors_total{}
            earmuff_ledger_head_row{}
            earmuff_ledger_head_hash{}
            earmuff_ledger_checkpoint_timestamp_seconds{}
            earmuff_admin_requests_total{code,route}
            earmuff_build_info{java,revision,version}
            """.lines().toList();

    /** What is promised only where the firewall hands speakers' connections over; the made-up home has none. */
    private static final String OF_THE_FIREWALL = "earmuff_firewall_in_place";

    private static final Pattern SAMPLE = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_0-9]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_0-9]+)\\s*}}");

    private final TestClock clock = new TestClock();

    private DemoHome home;
    private Prometheus prometheus;
    private String scrape;

    private record Asked(String where, PromQl query, String legend) {}

    @BeforeAll
    void given_a_home_that_has_had_traffic_and_a_prometheus_that_watches_it(@TempDir Path folder) throws Exception {
        Requires.commands("promtool", "prometheus");
        home = DemoHome.open(
                file -> Appliance.start(ConfigLoader.load(withRules(file), clock.now()), clock, List.of()),
                folder,
                OptionalInt.empty());
        prometheus = Prometheus.open(
                SHIPPED,
                Files.createDirectory(folder.resolve("prometheus")),
                home.appliance().admin());
        home.speakers().get(0).speak(Duration.ofSeconds(1)).get(20, TimeUnit.SECONDS);
        mute("speaker:bedroom");
        home.speakers().get(2).speak(Duration.ofSeconds(1)).get(20, TimeUnit.SECONDS);
        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            scrape = scrape();
            assertThat(value("earmuff_uploads_total{speaker=\"kitchen\".*verdict=\"allow\".*"))
                    .isPositive();
            assertThat(value("earmuff_uploads_total{speaker=\"bedroom\".*verdict=\"withhold\".*"))
                    .isPositive();
        });
        // A rate takes two scrapes.
        String watched = "earmuff:speaker_muted{speaker=\"bedroom\"} == 1 and on (speaker) earmuff:up_bytes:rate2m"
                + " and on (speaker) earmuff:flows_closed:per_minute";
        await().atMost(Duration.ofSeconds(15))
                .until(() -> prometheus.query(watched).size() == 1);
    }

    /** One rule with a budget and one in shadow mode, besides the demo's own. */
    private static Path withRules(Path file) throws IOException {
        return Files.writeString(file, Files.readString(file).replace("rules:\n", """
                rules:
                  - {name: children, budget: 60 min per day}
                  - {name: try-stricter, mode: shadow, hours: daily 08:00-20:00}
                """));
    }

    @AfterAll
    void close() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
        if (home != null) {
            home.close();
        }
    }

    private void mute(String scope) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int code = Earmuff.run(
                out,
                out,
                "mute",
                scope,
                "--for",
                "1 h",
                "--config",
                home.config().toString());
        assertThat(code).as(said.toString()).isZero();
    }

    private String scrape() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + home.appliance().admin().getPort() + "/metrics");
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private double value(String beginning) {
        Pattern line = Pattern.compile(beginning.replace("{", "\\{") + "} (\\S+)");
        return scrape.lines()
                .map(line::matcher)
                .filter(Matcher::matches)
                .mapToDouble(m -> Double.parseDouble(m.group(1)))
                .sum();
    }

    @Test
    void promtool_finds_nothing_wrong_with_a_scrape() {
        Shell.Said said = Shell.feed(scrape, List.of(Requires.path("promtool").toString(), "check", "metrics"));

        assertThat(said.out() + said.err()).doesNotContain("earmuff_");
        assertThat(said.ok().code()).isZero();
    }

    @Test
    void every_series_that_is_promised_is_there_with_its_labels_and_no_other() {
        Map<String, Set<String>> series = new TreeMap<>();
        List<String> histograms = new ArrayList<>();
        for (String line : scrape.lines().toList()) {
            Matcher sample = SAMPLE.matcher(line);
            if (line.startsWith("# TYPE earmuff_") && line.endsWith(" histogram")) {
                histograms.add(line.split(" ", -1)[2]);
            } else if (line.startsWith("earmuff_") && sample.matches()) {
                String name = histograms.stream()
                        .filter(h -> sample.group(1).matches(h + "_(bucket|count|sum)"))
                        .findFirst()
                        .orElse(sample.group(1));
                Set<String> labels = series.computeIfAbsent(name, n -> new TreeSet<>());
                LABEL.matcher(sample.group(2) == null ? "" : sample.group(2))
                        .results()
                        .map(m -> m.group(1))
                        .filter(label -> !(label.equals("le") && histograms.contains(name)))
                        .forEach(labels::add);
            }
        }

        assertThat(series.entrySet().stream().map(e -> e.getKey() + "{" + String.join(",", e.getValue()) + "}"))
                .containsExactlyInAnyOrderElementsOf(PROMISED);
        assertThat(scrape).contains("# TYPE jvm_gc_collection_seconds ", "# TYPE process_open_fds ");
    }

    @Test
    void no_label_holds_an_address_or_the_name_of_a_host() {
        assertThat(scrape.lines().filter(line -> line.startsWith("earmuff_")))
                .noneMatch(line -> line.replaceFirst("^earmuff_build_info.*", "")
                        .matches(".*(\\d+\\.\\d+\\.\\d+\\.\\d+|amazon|google|:[0-9a-f]{2}:).*"));
    }

    @Test
    void promtool_finds_nothing_wrong_with_the_rules_and_every_alert_fires_when_it_must() throws Exception {
        String promtool = Requires.path("promtool").toString();
        Shell.run(promtool, "check", "config", SHIPPED.resolve("prometheus.yml").toString())
                .ok();
        for (Path file : ruleTests()) {
            Shell.run(promtool, "test", "rules", file.toString()).ok();
        }
    }

    @Test
    void every_alert_says_what_to_do_and_is_tested_both_ways() throws Exception {
        Map<String, Set<Boolean>> tested = new HashMap<>();
        for (Path file : ruleTests()) {
            for (Map<?, ?> test : maps(yaml("tests/" + file.getFileName()).get("tests"))) {
                for (Map<?, ?> ask : maps(test.get("alert_rule_test"))) {
                    boolean fires = !maps(ask.get("exp_alerts")).isEmpty();
                    tested.computeIfAbsent(String.valueOf(ask.get("alertname")), name -> new TreeSet<>())
                            .add(fires);
                }
            }
        }
        for (Map<?, ?> alert : alerts()) {
            String name = String.valueOf(alert.get("alert"));
            assertThat(tested.get(name)).as(name).containsExactlyInAnyOrder(true, false);
            Map<?, ?> words = (Map<?, ?>) alert.get("annotations");
            assertThat(String.valueOf(words.get("summary"))).as(name).hasSizeGreaterThan(20);
            assertThat(String.valueOf(words.get("description"))).as(name).contains("What to do: ");
        }
    }

    @Test
    void a_real_prometheus_reaches_the_appliance_and_evaluates_every_rule() throws Exception {
        assertThat(prometheus.query("up{job=\"earmuff\"} == 1")).hasSize(1);
        // An alert is evaluated no sooner than once a second.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> prometheus.rules().stream().noneMatch(rule -> "unknown".equals(rule.get("health"))));
        List<JsonObject> rules = prometheus.rules();
        assertThat(rules)
                .hasSizeGreaterThan(20)
                .allSatisfy(rule ->
                        assertThat(rule.get("health")).as(rule.toString()).isEqualTo("ok"));
        // The made-up home talks whenever the test runs, at night too.
        assertThat(rules.stream()
                        .filter(rule -> "firing".equals(rule.get("state")))
                        .filter(rule -> !"EarmuffSoundAtNight".equals(rule.get("name"))))
                .as("a home where all is well")
                .isEmpty();
    }

    @Test
    void everything_that_dashboards_and_rules_ask_for_is_there() throws Exception {
        List<Asked> all = new ArrayList<>(ofDashboards());
        all.addAll(ofRules());
        assertThat(all).hasSizeGreaterThan(80);
        for (Asked asked : all) {
            Set<String> labels = new TreeSet<>(Set.of("alertname", "severity"));
            for (String selector : asked.query().selectors()) {
                if (selector.startsWith(OF_THE_FIREWALL)) {
                    continue;
                }
                List<JsonObject> series = prometheus.query(selector);
                assertThat(series)
                        .as("%s: no series is %s", asked.where(), selector)
                        .isNotEmpty();
                for (JsonObject one : series) {
                    labels.addAll(one.object("metric").keys());
                }
            }
            assertThat(labels).as(asked.where()).containsAll(asked.query().labels());
            assertThat(labels)
                    .as(asked.where())
                    .containsAll(LEGEND.matcher(asked.legend())
                            .results()
                            .map(m -> m.group(1))
                            .toList());
            // Not only its parts but the whole is understood.
            prometheus.query(asked.query().text());
        }
    }

    @Test
    void the_page_about_metrics_names_every_series_and_every_alert() throws Exception {
        String page = Files.readString(PAGE);
        for (String promised : PROMISED) {
            assertThat(page).contains("`" + promised.replaceFirst("\\{.*", "") + "`");
        }
        assertThat(page).contains("`" + OF_THE_FIREWALL + "`");
        for (Map<?, ?> alert : alerts()) {
            assertThat(page).contains("`" + alert.get("alert") + "`");
        }
    }

    private static List<Asked> ofDashboards() throws IOException, JsonException {
        List<Asked> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.toList()) {
                JsonObject dashboard = Json.readObject(Files.readString(file));
                for (JsonObject panel : dashboard.objects("panels")) {
                    String where = file.getFileName() + ", " + panel.text("title");
                    if (panel.get("targets") != null) {
                        for (JsonObject target : panel.objects("targets")) {
                            String legend = String.valueOf(target.get("legendFormat"));
                            all.add(new Asked(where, filledIn(target.requireText("expr")), legend));
                        }
                    }
                }
            }
        }
        return all;
    }

    /** As Grafana fills in its variables. */
    private static PromQl filledIn(String expression) {
        return new PromQl(expression
                .replace("$__rate_interval", "1m")
                .replace("$__range", "1h")
                .replace("$speaker", "kitchen"));
    }

    private static List<Asked> ofRules() throws IOException {
        List<Asked> all = new ArrayList<>();
        for (String file : List.of("recording.rules.yml", "alerts.rules.yml")) {
            for (Map<?, ?> group : maps(yaml(file).get("groups"))) {
                for (Map<?, ?> rule : maps(group.get("rules"))) {
                    String name = String.valueOf(rule.get("alert") == null ? rule.get("record") : rule.get("alert"));
                    String query = String.valueOf(rule.get("expr"));
                    all.add(new Asked(file + ", " + name, new PromQl(query), String.valueOf(rule.get("annotations"))));
                }
            }
        }
        return all;
    }

    private static List<Map<?, ?>> alerts() throws IOException {
        return maps(yaml("alerts.rules.yml").get("groups")).stream()
                .flatMap(group -> maps(group.get("rules")).stream())
                .collect(Collectors.toList());
    }

    private static List<Path> ruleTests() throws IOException {
        try (Stream<Path> files = Files.list(RULE_TESTS)) {
            return files.sorted().toList();
        }
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(SHIPPED.resolve(file)));
    }

    private static List<Map<?, ?>> maps(Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        for (Object one : (List<?>) list) {
            maps.add((Map<?, ?>) one);
        }
        return maps;
    }
}
