package org.earmuff.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.earmuff.admin.SmallHome;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.PacketKind;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\",?)*})? (\\S+)");

    private final Metrics metrics = new Metrics();

    private static Map<String, Double> samples(Metrics metrics) {
        Map<String, Double> samples = new LinkedHashMap<>();
        Set<String> typed = new HashSet<>();
        for (String line :
                new String(metrics.scrape(), StandardCharsets.UTF_8).lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                assertThat(typed.add(line.split(" ", -1)[2])).as(line).isTrue();
            } else if (!line.startsWith("#")) {
                Matcher m = SAMPLE.matcher(line);
                assertThat(m.matches()).as(line).isTrue();
                String value = m.group(3).replace("+Inf", "Infinity").replace("-Inf", "-Infinity");
                String key = m.group(1) + (m.group(2) == null ? "" : m.group(2).replace(",}", "}"));
                assertThat(samples.put(key, Double.valueOf(value)))
                        .as("twice: " + key)
                        .isNull();
            }
        }
        return samples;
    }

    private static Set<String> families(Metrics metrics) {
        return new String(metrics.scrape(), StandardCharsets.UTF_8)
                .lines()
                .filter(l -> l.startsWith("# TYPE "))
                .map(l -> l.split(" ", -1)[2])
                .collect(Collectors.toSet());
    }

    @Test
    void counts_what_flows_do() {
        metrics.speakers(Map.of("kitchen", "Kitchen"));
        Flow flow = Uploads.flow("kitchen", "Kitchen");

        metrics.opened(flow);
        metrics.opened(flow);
        metrics.decided(flow, new Decision(Verdict.WITHHOLD, Reason.MUTE, null, Instant.MAX));
        metrics.moved(flow, Direction.UP, Outcome.DISCARDED, 100);
        metrics.moved(flow, Direction.DOWN, Outcome.FORWARDED, 5);
        metrics.held(flow, 700);
        metrics.held(flow, -200);
        metrics.shaped(flow, 30_000_000);
        metrics.closed(flow, CloseCause.WITHHELD);
        metrics.uploaded(Uploads.left("kitchen", "Kitchen", NOON, 7.9));

        assertThat(samples(metrics))
                .containsEntry("earmuff_flows{speaker=\"kitchen\",transport=\"tcp\"}", 1.0)
                .containsEntry("earmuff_decisions_total{verdict=\"withhold\",reason=\"mute\"}", 1.0)
                .containsEntry(
                        "earmuff_flow_bytes_total{speaker=\"kitchen\",direction=\"up\",outcome=\"discarded\"}", 100.0)
                .containsEntry(
                        "earmuff_flow_bytes_total{speaker=\"kitchen\",direction=\"down\",outcome=\"forwarded\"}", 5.0)
                .containsEntry("earmuff_held_bytes{speaker=\"kitchen\"}", 500.0)
                .containsEntry("earmuff_shaping_delay_seconds_sum", 0.03)
                .containsEntry("earmuff_flows_closed_total{speaker=\"kitchen\",cause=\"withheld\"}", 1.0)
                .containsEntry(
                        "earmuff_uploads_total{speaker=\"kitchen\",room=\"Kitchen\",kind=\"voice\",verdict=\"allow\",reason=\"default\"}",
                        1.0)
                .containsEntry(
                        "earmuff_upload_bytes_total{speaker=\"kitchen\",room=\"Kitchen\",kind=\"voice\",verdict=\"allow\"}",
                        65154.0)
                .containsEntry(
                        "earmuff_upload_audio_seconds_total{speaker=\"kitchen\",room=\"Kitchen\",kind=\"voice\",verdict=\"allow\"}",
                        7.9)
                .containsEntry("earmuff_upload_duration_seconds_sum", 5.7);
    }

    @Test
    void a_firewall_that_is_gone_is_told_and_where_none_is_wanted_there_is_no_such_series() {
        assertThat(families(metrics)).doesNotContain("earmuff_firewall_in_place");
        AtomicBoolean inPlace = new AtomicBoolean(true);

        metrics.firewall(inPlace::get);

        assertThat(samples(metrics)).containsEntry("earmuff_firewall_in_place", 1.0);
        inPlace.set(false);
        assertThat(samples(metrics)).containsEntry("earmuff_firewall_in_place", 0.0);
    }

    @Test
    void a_ledger_that_is_not_open_yet_has_no_newest_row_or_each_start_would_look_like_a_new_account() {
        AtomicReference<LedgerFigures> figures = new AtomicReference<>(new LedgerFigures(Map.of(), 0, 0, 0));
        metrics.ledger(figures::get);
        assertThat(families(metrics)).doesNotContain("earmuff_ledger_head_row", "earmuff_ledger_head_hash");

        figures.set(new LedgerFigures(Map.of(), 0, 0, 0, 12, 34, 0));

        assertThat(samples(metrics))
                .containsEntry("earmuff_ledger_head_row", 12.0)
                .containsEntry("earmuff_ledger_head_hash", 34.0);
    }

    @Test
    void strangers_cannot_make_series() {
        metrics.speakers(Map.of("kitchen", "Kitchen"));
        int before = samples(metrics).size();
        for (int i = 0; i < 100; i++) {
            Flow flow = Uploads.flow("stranger-" + i, "room " + i);
            metrics.opened(flow);
            metrics.uploaded(Uploads.left("stranger-" + i, "room " + i, NOON, 1));
            metrics.closed(flow, CloseCause.FINISHED);
        }

        Map<String, Double> after = samples(metrics);

        assertThat(after).hasSize(before);
        assertThat(after)
                .containsEntry("earmuff_flows{speaker=\"unknown\",transport=\"tcp\"}", 0.0)
                .containsEntry("earmuff_flows_closed_total{speaker=\"unknown\",cause=\"finished\"}", 100.0);
    }

    @Test
    void a_speaker_that_leaves_the_configuration_keeps_its_series_until_its_last_flow_ends() {
        metrics.speakers(Map.of("kitchen", "Kitchen"));
        Flow flow = Uploads.flow("kitchen", "Kitchen");
        metrics.opened(flow);
        metrics.opened(flow);
        metrics.speakers(Map.of());
        metrics.closed(flow, CloseCause.FINISHED);
        assertThat(samples(metrics)).containsEntry("earmuff_flows{speaker=\"kitchen\",transport=\"tcp\"}", 1.0);

        metrics.closed(flow, CloseCause.FINISHED);

        assertThat(samples(metrics).keySet()).noneMatch(key -> key.contains("kitchen"));
        assertThat(samples(metrics))
                .containsEntry("earmuff_flows{speaker=\"unknown\",transport=\"tcp\"}", 0.0)
                .containsEntry("earmuff_flows_closed_total{speaker=\"unknown\",cause=\"finished\"}", 0.0);
    }

    @Test
    void a_speaker_in_another_room_has_series_of_that_room_alone() {
        metrics.speakers(Map.of("kitchen", "Kitchen"));
        metrics.uploaded(Uploads.left("kitchen", "Kitchen", NOON, 1));
        int before = samples(metrics).size();

        metrics.speakers(Map.of("kitchen", "Larder"));

        assertThat(samples(metrics)).hasSize(before);
        assertThat(samples(metrics).keySet())
                .noneMatch(key -> key.contains("Kitchen"))
                .contains(
                        "earmuff_upload_bytes_total{speaker=\"kitchen\",room=\"Larder\",kind=\"voice\",verdict=\"allow\"}");
    }

    @Test
    void many_configurations_after_each_other_leave_no_more_series_than_the_last_one_has() {
        metrics.speakers(Map.of("kitchen", "Kitchen"));
        metrics.shadowRules(Set.of("try"));
        int once = samples(metrics).size();
        for (int i = 0; i < 50; i++) {
            metrics.speakers(Map.of("speaker-" + i, "Room " + i));
            metrics.shadowRules(Set.of("rule-" + i));
            metrics.refused("speaker-" + i, PacketKind.QUIC, 1);
            metrics.configLoaded("sha-" + i, NOON);
        }

        metrics.speakers(Map.of("kitchen", "Kitchen"));
        metrics.shadowRules(Set.of("try"));

        // One more for the configuration in force, of which none was told before.
        assertThat(samples(metrics)).hasSize(once + 1);
    }

    @Test
    void what_may_be_counted_begins_at_zero() {
        metrics.speakers(Map.of("kitchen", "Kitchen"));
        int before = samples(metrics).size();
        assertThat(samples(metrics))
                .containsEntry(
                        "earmuff_uploads_total{speaker=\"kitchen\",room=\"Kitchen\",kind=\"unrecognised\",verdict=\"withhold\",reason=\"mute\"}",
                        0.0)
                .containsEntry("earmuff_decisions_total{verdict=\"withhold\",reason=\"unknown-device\"}", 0.0);

        Flow flow = Uploads.flow("kitchen", "Kitchen");
        metrics.uploaded(Uploads.left("kitchen", "Kitchen", NOON, 1));
        metrics.uploaded(Uploads.withheld("kitchen", "Kitchen", NOON, 1));
        metrics.opened(flow);
        metrics.decided(flow, new Decision(Verdict.WITHHOLD, Reason.HOURS, null, Instant.MAX));
        for (CloseCause cause : CloseCause.values()) {
            metrics.closed(flow, cause);
        }
        for (PacketKind kind : PacketKind.values()) {
            metrics.refused("kitchen", kind, 1);
        }

        assertThat(samples(metrics)).hasSize(before);
    }

    @Test
    void there_are_no_created_series_and_labels_are_escaped() {
        metrics.speakers(Map.of("kitchen", "Kids \"den\"\n\\"));
        metrics.uploaded(Uploads.left("kitchen", "", NOON, 1));

        Map<String, Double> samples = samples(metrics);

        assertThat(samples.keySet()).noneMatch(k -> k.contains("_created"));
        assertThat(samples.keySet()).anyMatch(k -> k.contains("room=\"Kids \\\"den\\\"\\n\\\\\""));
    }

    @Test
    void tells_which_configuration_is_in_force() {
        metrics.configLoaded("aaa", NOON);
        metrics.configLoaded("bbb", NOON);
        metrics.configRefused();

        assertThat(samples(metrics))
                .containsEntry("earmuff_config_info{sha256=\"bbb\"}", 1.0)
                .doesNotContainKey("earmuff_config_info{sha256=\"aaa\"}")
                .containsEntry("earmuff_config_last_reload_successful", 0.0)
                .containsEntry("earmuff_config_last_reload_success_timestamp_seconds", (double) NOON.getEpochSecond());
    }

    @Test
    void asks_the_house_at_each_scrape(@TempDir Path folder) throws Exception {
        try (SmallHome home = new SmallHome(folder)) {
            Instant end = NOON.plus(Duration.ofMinutes(15));
            home.desk
                    .order(new MuteOrder(new Scope.Room("Kitchen"), MuteOrder.Style.WITHHOLD, end, "api", "", NOON))
                    .toCompletableFuture()
                    .join();

            Map<String, Double> muted = samples(home.metrics);

            assertThat(muted)
                    .containsEntry("earmuff_verdict{speaker=\"kitchen\",verdict=\"withhold\"}", 1.0)
                    .containsEntry("earmuff_verdict{speaker=\"kitchen\",verdict=\"allow\"}", 0.0)
                    .containsEntry("earmuff_verdict{speaker=\"bedroom\",verdict=\"allow\"}", 1.0)
                    .containsEntry(
                            "earmuff_verdict_next_change_timestamp_seconds{speaker=\"bedroom\"}",
                            Double.POSITIVE_INFINITY)
                    .containsEntry("earmuff_mute_active{scope=\"all\"}", 0.0)
                    .containsEntry("earmuff_mute_active{scope=\"room:Kitchen\"}", 1.0)
                    .containsEntry("earmuff_mute_until_timestamp_seconds{scope=\"room:Kitchen\"}", (double)
                            end.getEpochSecond())
                    .doesNotContainKey("earmuff_mute_until_timestamp_seconds{scope=\"all\"}")
                    .containsEntry("earmuff_mute_apply_seconds_count", 1.0)
                    .containsEntry("earmuff_clock_synchronized", 1.0);
        }
    }

    @Test
    void every_series_of_the_contract_is_there(@TempDir Path folder) throws Exception {
        List<String> contract = Arrays.asList(
                "upload_bytes_total",
                "upload_audio_seconds_total",
                "uploads_total",
                "upload_duration_seconds",
                "flow_bytes_total",
                "flows",
                "flows_closed_total",
                "decisions_total",
                "shadow_decisions_total",
                "refused_packets_total",
                "budget_limit",
                "budget_used",
                "shaping_delay_seconds",
                "held_bytes",
                "mute_active",
                "mute_until_timestamp_seconds",
                "mute_apply_seconds",
                "verdict",
                "verdict_next_change_timestamp_seconds",
                "config_last_reload_successful",
                "config_last_reload_success_timestamp_seconds",
                "config_info",
                "clock_synchronized",
                "ledger_rows_total",
                "ledger_bytes",
                "ledger_lag_seconds",
                "ledger_errors_total",
                "admin_requests_total",
                "build_info");
        try (SmallHome home = new SmallHome(folder)) {
            assertThat(families(home.metrics))
                    .containsAll(contract.stream().map(n -> "earmuff_" + n).toList())
                    .contains("jvm_memory_bytes_used", "jvm_gc_collection_seconds", "process_cpu_seconds_total");
            assertThat(samples(home.metrics).keySet())
                    .anyMatch(k -> k.startsWith("earmuff_build_info{") && k.contains("version=\"1.2.3\""));
        }
    }
}
