package org.earmuff.bench;

import static org.earmuff.testing.netns.HouseNet.CLOUD4;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Payload;

/**
 * How long a mute takes to be applied with a thousand open flows, what the relay carries beside a direct connection in the same run, and
 * what memory it takes. Needs root: everything happens in network namespaces. {@code bin/bench} runs it.
 */
public final class MuteBench {

    private static final int PORT = 443;
    private static final int BLAST = 9001;
    private static final int FLOWS = 1000;
    private static final int ORDERS = 100;
    private static final int ROUNDS = 3;
    private static final long BULK = 512L * 1024 * 1024;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final HouseNet net;
    private final BoxAppliance box;
    private final Agent kitchen;
    private final Agent cloud;
    private int opened;

    private MuteBench(HouseNet net) throws IOException {
        this.net = net;
        this.box = new BoxAppliance(
                net,
                "  - {name: kitchen, room: Kitchen, match: [\"" + HouseNet.SPEAKER_MAC + "\"]}",
                "",
                HouseNet.SPEAKER_MAC);
        this.kitchen = net.speaker().agent();
        this.cloud = net.cloud().agent();
        cloud.listen(PORT);
    }

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        try (HouseNet net = HouseNet.twoArmed()) {
            MuteBench bench = new MuteBench(net);
            try (BoxAppliance closing = bench.box) {
                say(
                        "java %s, %d processors",
                        Runtime.version(), Runtime.getRuntime().availableProcessors());
                say("memory idle: %.1f MiB resident", closing.residentKib() / 1024.0);
                bench.throughput("up");
                bench.throughput("down");
                bench.quietFlows();
                bench.busyFlows();
            }
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    private void throughput(String way) throws IOException {
        Process server = net.cloud().java(Blast.class, "serve", String.valueOf(BLAST));
        server.inputReader().readLine();
        double[] direct = new double[ROUNDS];
        double[] relayed = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            direct[i] = rate(net.bystander(), way);
            relayed[i] = rate(net.speaker(), way);
        }
        server.destroyForcibly().onExit().join();
        say(
                "%s: relayed %.0f MB/s, direct (routed by the kernel) %.0f MB/s, ratio %.2f (medians of %d x %d MiB)",
                way, median(relayed) / 1e6, median(direct) / 1e6, median(relayed) / median(direct), ROUNDS, BULK >> 20);
    }

    private static double rate(NetworkNamespace from, String way) throws IOException {
        Process client = from.java(Blast.class, way, CLOUD4, String.valueOf(BLAST), String.valueOf(BULK));
        try (BufferedReader said = client.inputReader()) {
            return BULK / (Long.parseLong(said.readLine()) / 1e9);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Flows that have signed in and are silent stay open through every order. */
    private void quietFlows() {
        List<Agent.Connection> flows = open();
        flows.forEach(flow -> flow.send(Payload.tls(22, 300, 1)));
        awaitFlows(FLOWS);
        say("memory with %d flows: %.1f MiB resident", FLOWS, box.residentKib() / 1024.0);
        Map<Double, Double> before = histogram();
        double[] millis = new double[2 * ORDERS];
        for (int i = 0; i < ORDERS; i++) {
            BoxAppliance.Answer mute = box.mute();
            BoxAppliance.Answer unmute = box.unmute();
            millis[2 * i] = (mute.answered() - mute.asked()) / 1e6;
            millis[2 * i + 1] = (unmute.answered() - unmute.asked()) / 1e6;
        }
        if (box.metric("earmuff_flows") < FLOWS) {
            throw new AssertionError("quiet flows were lost");
        }
        double[] mutes = new double[ORDERS];
        Arrays.setAll(mutes, i -> millis[2 * i]);
        Arrays.sort(mutes);
        say(
                "mute with %d open flows, %d orders: answered after p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                FLOWS, ORDERS, at(mutes, 0.50), at(mutes, 0.99), at(mutes, 1));
        say("earmuff_mute_apply_seconds (mutes and unmutes): %s", buckets(before, histogram()));
        flows.forEach(Agent.Connection::reset);
        awaitFlows(0);
    }

    /** The dearest order: every flow has a request under way and must be broken off. */
    private void busyFlows() {
        List<Agent.Connection> flows = open();
        awaitFlows(FLOWS);
        byte[] beginning = Payload.tls(23, 5713, 1);
        flows.forEach(flow -> flow.send(beginning));
        Awaitility.await()
                .atMost(SOON)
                .until(() -> box.metric("earmuff_flow_bytes_total", "up", "forwarded") > FLOWS * 5713.0);
        flows.forEach(flow -> flow.send(beginning));
        double sum = box.metric("earmuff_mute_apply_seconds_sum");
        BoxAppliance.Answer mute = box.mute();
        say(
                "one mute that finds %d requests under way: applied in %.1f ms, answered after %.1f ms",
                FLOWS,
                (box.metric("earmuff_mute_apply_seconds_sum") - sum) * 1000,
                (mute.answered() - mute.asked()) / 1e6);
        box.unmute();
    }

    private List<Agent.Connection> open() {
        List<Agent.Connection> flows = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            flows.add(kitchen.connect(CLOUD4, PORT));
        }
        opened += FLOWS;
        Awaitility.await().atMost(SOON).until(() -> cloud.accepted(PORT).size() >= opened);
        return flows;
    }

    private void awaitFlows(int count) {
        Awaitility.await(count + " flows").atMost(SOON).until(() -> box.metric("earmuff_flows", "tcp") == count);
    }

    private static double at(double[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)];
    }

    private Map<Double, Double> histogram() {
        Map<Double, Double> counts = new TreeMap<>();
        box.metricLines("earmuff_mute_apply_seconds_bucket").forEach(line -> {
            String le = line.replaceAll(".*le=\"([^\"]+)\".*", "$1");
            counts.put(
                    le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le),
                    Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
        });
        return counts;
    }

    private static String buckets(Map<Double, Double> before, Map<Double, Double> after) {
        return after.entrySet().stream()
                .filter(e -> e.getKey() <= 0.1 || e.getKey().isInfinite())
                .map(e -> String.format(
                        Locale.ROOT, "<=%s s: %.0f", e.getKey(), e.getValue() - before.getOrDefault(e.getKey(), 0.0)))
                .collect(Collectors.joining(", "));
    }
}
