package org.earmuff.rules.voice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Made-up upstreams: units with the moment at which they were written, then what a network makes of the times. */
final class Traffic {

    record Unit(long nanos, int bytes) {}

    private static final double NANOS = 1e9;

    private final List<Unit> units = new ArrayList<>();
    private final Random random;
    private double now;

    private Traffic(long seed) {
        this.random = new Random(seed);
    }

    static Traffic seeded(long seed) {
        return new Traffic(seed);
    }

    Random random() {
        return random;
    }

    /** Units written at once. */
    Traffic post(int... sizes) {
        for (int size : sizes) {
            units.add(new Unit((long) (now * NANOS), size));
        }
        return this;
    }

    Traffic pause(double seconds) {
        now += seconds;
        return this;
    }

    /** A unit every {@code millis}, for so many seconds; other units added later may lie among them. */
    Traffic every(double millis, double seconds, IntUnaryOperator size) {
        int n = (int) (seconds * 1000 / millis);
        for (int i = 0; i < n; i++) {
            int bytes = size.applyAsInt(i);
            if (bytes > 0) {
                units.add(new Unit((long) ((now + i * millis / 1000) * NANOS), bytes));
            }
        }
        now += seconds;
        return this;
    }

    /** Units with random gaps: requests, not sound. */
    Traffic random(int count, double meanMillis, int least, int most) {
        for (int i = 0; i < count; i++) {
            now += -Math.log(1 - random.nextDouble()) * meanMillis / 1000;
            post(between(least, most));
        }
        return this;
    }

    /** Sends what is written so far through a bottleneck. */
    Traffic through(double kbitPerSecond) {
        double free = 0;
        List<Unit> sent = new ArrayList<>();
        for (Unit unit : ordered()) {
            double start = Math.max(free, unit.nanos() / NANOS);
            sent.add(new Unit((long) (start * NANOS), unit.bytes()));
            free = start + unit.bytes() * 8 / (kbitPerSecond * 1000);
        }
        return replace(sent);
    }

    /** Delays each unit by up to so much, keeping their order as TCP does. */
    Traffic jitter(double millis) {
        List<Unit> late = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (Unit unit : ordered()) {
            last = Math.max(last, unit.nanos() + (long) (random.nextDouble() * millis * 1e6));
            late.add(new Unit(last, unit.bytes()));
        }
        return replace(late);
    }

    /** Lets units come only at every full {@code millis}, as a sleepy radio or a batching writer does. */
    Traffic batched(double millis) {
        List<Unit> late = new ArrayList<>();
        long step = (long) (millis * 1e6);
        for (Unit unit : ordered()) {
            late.add(new Unit(Math.floorDiv(unit.nanos() + step - 1, step) * step, unit.bytes()));
        }
        return replace(late);
    }

    /** Nothing comes for so long; what was written meanwhile comes at once. */
    Traffic stall(double atSeconds, double seconds) {
        long from = (long) (atSeconds * NANOS);
        long to = (long) ((atSeconds + seconds) * NANOS);
        List<Unit> late = new ArrayList<>();
        for (Unit unit : ordered()) {
            late.add(unit.nanos() >= from && unit.nanos() < to ? new Unit(to, unit.bytes()) : unit);
        }
        return replace(late);
    }

    /** Drops a part of the units. */
    Traffic lose(double part) {
        return replace(new ArrayList<>(
                ordered().stream().filter(u -> random.nextDouble() >= part).toList()));
    }

    Traffic scaled(double factor) {
        return replace(new ArrayList<>(ordered().stream()
                .map(u -> new Unit((long) (u.nanos() * factor), u.bytes()))
                .toList()));
    }

    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    private Traffic replace(List<Unit> with) {
        units.clear();
        units.addAll(with);
        return this;
    }

    List<Unit> ordered() {
        List<Unit> sorted = new ArrayList<>(units);
        sorted.sort(Comparator.comparingLong(Unit::nanos));
        return sorted;
    }

    /** All bursts that a meter makes of it. */
    List<Burst> bursts(Framing framing) {
        BurstMeter meter = new BurstMeter(framing);
        List<Burst> bursts = new ArrayList<>();
        for (Unit unit : ordered()) {
            Burst burst = meter.add(unit.nanos(), unit.bytes());
            if (burst != null) {
                bursts.add(burst);
            }
        }
        Burst last = meter.finish();
        if (last != null) {
            bursts.add(last);
        }
        return bursts;
    }
}
