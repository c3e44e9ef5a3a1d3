package org.earmuff.rules.voice;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What may leave a home, as sizes and times: sound of many makers, and everything else. */
final class Shapes {

    /**
     * One way of sending.
     *
     * @param uploads how many uploads a meter should find
     * @param audioSeconds in all of them; 0 where only the making of the device knows
     */
    record Shape(String name, Framing framing, int uploads, double audioSeconds, Function<Long, Traffic> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Shapes() {}

    private static Traffic context(long seed) {
        Traffic t = Traffic.seeded(seed);
        return t.post(t.between(220, 240), 131, t.between(3800, 4400), 73, 121).pause(0.05);
    }

    /** Constant rate, the pre-roll (1.5 s) in one record. */
    private static Traffic constant(long seed, int overhead, int frame, double millis, double seconds) {
        int before = (int) (1500 / millis);
        return context(seed).post(overhead + before * frame).every(millis, seconds, i -> overhead + frame);
    }

    private static double audio(double millis, double seconds) {
        return ((int) (1500 / millis) + (int) (seconds * 1000 / millis)) * millis / 1000;
    }

    private static Traffic homeA(long seed, double seconds) {
        Traffic t = Traffic.seeded(seed);
        t.post(t.between(220, 240), t.between(1000, 1020));
        return t.pause(0.05)
                .post(1632, 1232)
                .every(2, 0.046, i -> 432)
                .every(50, seconds, i -> i % 23 == 22 ? 0 : i % 23 == 21 ? 832 : 432);
    }

    private static Traffic opus(long seed, double kbit, double millis, double seconds, int overhead) {
        Traffic t = context(seed);
        int mean = (int) (kbit * millis / 8);
        return t.every(1, 1.4 / millis, i -> overhead + t.between(mean * 6 / 10, mean * 14 / 10))
                .every(millis, seconds, i -> overhead + t.between(mean * 6 / 10, mean * 14 / 10));
    }

    static List<Shape> sound() {
        List<Shape> shapes = new ArrayList<>();
        shapes.add(
                tls("home B 32k", audio(20, 3), s -> constant(s, 33, 80, 20, 3).jitter(15)));
        shapes.add(tls("home A 64k", (7 + 23 + 3 * 20) * 0.05, s -> homeA(s, 3).jitter(20)));
        shapes.add(tls("PCM", audio(32, 4), s -> constant(s, 33, 1024, 32, 4).jitter(10)));
        shapes.add(tls(
                "PCM in 4 kB", audio(128, 4), s -> constant(s, 29, 4096, 128, 4).jitter(20)));
        shapes.add(tls(
                "CBR 24k 20 ms TLS 1.3",
                audio(20, 3),
                s -> constant(s, 26, 60, 20, 3).jitter(15)));
        shapes.add(tls(
                "CBR 16k 60 ms", audio(60, 4), s -> constant(s, 31, 120, 60, 4).jitter(20)));
        shapes.add(tls(
                "CBR 8k 20 ms", audio(20, 5), s -> constant(s, 33, 20, 20, 5).jitter(15)));
        shapes.add(tls(
                "CBR 128k 20 ms", audio(20, 3), s -> constant(s, 33, 320, 20, 3).jitter(15)));
        shapes.add(tls("2 s only", audio(20, 2), s -> constant(s, 33, 80, 20, 2).jitter(15)));
        shapes.add(tls(
                "whispered for 60 s",
                audio(20, 60),
                s -> constant(s, 33, 80, 20, 60).jitter(30)));
        for (int batch : new int[] {100, 200, 250}) {
            shapes.add(tls(
                    "32k in batches of " + batch,
                    audio(20, 3),
                    s -> constant(s, 33, 80, 20, 3).batched(batch).jitter(10)));
            shapes.add(tls(
                    "64k in batches of " + batch,
                    audio(50, 4),
                    s -> constant(s, 32, 400, 50, 4).batched(batch).jitter(10)));
            shapes.add(tls(
                    "Opus VBR in batches of " + batch,
                    0,
                    s -> opus(s, 32, 20, 4, 33).batched(batch).jitter(10)));
        }
        shapes.add(tls("with pings and state notes", audio(20, 4), s -> {
            Traffic t = constant(s, 33, 80, 20, 4);
            t.pause(-3.5)
                    .post(229, 131, 4035, 77, 33)
                    .pause(0.4)
                    .post(41)
                    .pause(1)
                    .post(228, 131, 3844, 77, 33);
            return t.jitter(10);
        }));
        shapes.add(tls(
                "after a stall",
                audio(50, 4),
                s -> constant(s, 32, 400, 50, 4).stall(0.3, 0.8).jitter(15)));
        shapes.add(tls(
                "1 % of it not captured",
                0, s -> constant(s, 33, 80, 20, 4).jitter(15).lose(0.01)));
        shapes.add(tls("HomePod", 0, s -> {
            Traffic t = Traffic.seeded(s);
            return t.post(1300, 2700, 3200, 4000)
                    .pause(0.2)
                    .every(60, 4, i -> t.between(245, 355))
                    .jitter(25);
        }));
        shapes.add(tls("Google pairs", 0, s -> {
            Traffic t = Traffic.seeded(s);
            t.post(900, 1800).every(127.5, 4, i -> 2877);
            t.pause(-3.998).every(127.5, 4, i -> t.between(1120, 1450));
            return t.jitter(20);
        }));
        shapes.add(tls("HomePod, 2 s", 0, s -> {
            Traffic t = Traffic.seeded(s);
            return t.post(1300, 2700, 3200, 4000)
                    .pause(0.2)
                    .every(60, 2, i -> t.between(245, 355))
                    .jitter(25);
        }));
        shapes.add(tls("Google pairs, 2.3 s", 0, s -> {
            Traffic t = Traffic.seeded(s);
            t.post(900, 1800).every(127.5, 2.3, i -> 2877);
            t.pause(-2.298).every(127.5, 2.3, i -> t.between(1120, 1450));
            return t.jitter(20);
        }));
        for (int kbit : new int[] {24, 32, 48}) {
            for (int millis : new int[] {20, 40, 60}) {
                shapes.add(tls(
                        "Opus VBR %dk %d ms".formatted(kbit, millis),
                        0,
                        s -> opus(s, kbit, millis, 4, 33).jitter(20)));
            }
        }
        shapes.add(tls("FLAC-ish", 0, s -> {
            Traffic t = context(s);
            return t.every(128, 5, i -> 33 + t.between(1500, 2800)).jitter(15);
        }));
        shapes.add(new Shape(
                "64k, not TLS",
                Framing.STREAM,
                1,
                0,
                s -> constant(s, 12, 400, 50, 4).jitter(15)));
        shapes.add(new Shape(
                "VBR, not TLS", Framing.STREAM, 1, 0, s -> opus(s, 64, 20, 4, 8).jitter(15)));
        shapes.add(new Shape(
                "call, Opus CBR",
                Framing.DATAGRAM,
                1,
                5,
                s -> Traffic.seeded(s).every(20, 5, i -> 102).jitter(8)));
        shapes.add(new Shape(
                "call, G.711",
                Framing.DATAGRAM,
                1,
                5,
                s -> Traffic.seeded(s).every(20, 5, i -> 182).jitter(8)));
        shapes.add(new Shape("call, VBR", Framing.DATAGRAM, 1, 0, s -> {
            Traffic t = Traffic.seeded(s);
            return t.every(20, 5, i -> t.between(80, 160)).jitter(8);
        }));
        shapes.add(new Shape("voice over QUIC", Framing.QUIC, 1, 0, s -> {
            Traffic t = Traffic.seeded(s);
            return t.post(1350, 1350, 1350, 800)
                    .every(127.5, 4, i -> 1350)
                    .pause(-3.99)
                    .every(127.5, 4, i -> t.between(900, 1350))
                    .jitter(8);
        }));
        return shapes;
    }

    static List<Shape> silence() {
        List<Shape> shapes = new ArrayList<>();
        shapes.add(not("telemetry post", s -> Traffic.seeded(s).post(800).every(1.5, 0.03, i -> 2048)));
        shapes.add(not("state notes", s -> {
            Traffic t = Traffic.seeded(s);
            for (int i = 0; i < 3; i++) {
                t.post(229, 131, t.between(3800, 4100), 77, 33).pause(i == 0 ? 0.13 : 0.37);
            }
            return t;
        }));
        shapes.add(not("keep-alives", s -> Traffic.seeded(s).every(30_000, 600, i -> 33)));
        shapes.add(not("pings twice a second", s -> Traffic.seeded(s).every(500, 60, i -> 41)));
        shapes.add(not("polling five times in two seconds", s -> {
            Traffic t = Traffic.seeded(s);
            return t.every(400, 20, i -> t.between(480, 520)).jitter(30);
        }));
        shapes.add(not("HomePod's 11 kB", s -> {
            Traffic t = Traffic.seeded(s);
            return t.post(900, 2000, 1400, 1400)
                    .pause(0.2)
                    .post(1400, 1400, 1400, 1100)
                    .jitter(50);
        }));
        shapes.add(not(
                "Google's boot",
                s -> Traffic.seeded(s).post(517, 1400, 4096, 4096, 4096, 1800).jitter(300)));
        shapes.add(not(
                "short metrics",
                s -> Traffic.seeded(s).post(706).pause(2).post(754).pause(1.4).post(727)));
        for (int size : new int[] {432, 1400, 4096, 16_384}) {
            for (int kbit : new int[] {2_000, 20_000}) {
                shapes.add(not(
                        "300 kB in records of %d at %d kbit/s".formatted(size, kbit),
                        s -> Traffic.seeded(s)
                                .every(0.01, 0.01 * (300_000.0 / size) / 1000, i -> size)
                                .through(kbit)
                                .jitter(15)));
            }
        }
        shapes.add(not(
                "5 MB of log at 4 Mbit/s",
                s -> Traffic.seeded(s).every(0.01, 0.0125, i -> 4096).through(4000)));
        shapes.add(not(
                "window updates while music plays",
                s -> Traffic.seeded(s).every(40, 30, i -> 37).jitter(30)));
        shapes.add(not(
                "window updates, chained suites",
                s -> Traffic.seeded(s).every(150, 30, i -> 64).jitter(60)));
        shapes.add(not("a page of requests", s -> Traffic.seeded(s).random(40, 30, 60, 900)));
        shapes.add(not("a chatty session", s -> Traffic.seeded(s).random(60, 150, 40, 1500)));
        shapes.add(not("playback reports", s -> Traffic.seeded(s).every(10_000, 300, i -> 1900)));
        shapes.add(not("camera with key frames", s -> {
            Traffic t = Traffic.seeded(s);
            return t.every(66.7, 10, i -> i % 15 == 0 ? 12_000 + t.between(0, 3000) : t.between(400, 1500))
                    .jitter(20);
        }));
        for (int key : new int[] {5, 8, 12}) {
            shapes.add(not("camera in records of 1400, key frames of " + key, s -> {
                Traffic t = Traffic.seeded(s);
                for (int second = 0; second < 10; second++) {
                    for (int i = 0; i < key; i++) {
                        t.post(1400);
                    }
                    t.post(t.between(100, 1300)).pause(0.067).every(66.7, 0.933, i -> t.between(500, 1400));
                }
                return t.jitter(20);
            }));
        }
        shapes.add(not("one big post", s -> Traffic.seeded(s).post(16_384, 16_384, 16_384, 9_000)));
        shapes.add(new Shape("acknowledgements of QUIC", Framing.QUIC, 0, 0, s -> {
            Traffic t = Traffic.seeded(s);
            return t.every(15, 30, i -> t.between(30, 45)).jitter(10);
        }));
        shapes.add(
                new Shape("STUN", Framing.DATAGRAM, 0, 0, s -> Traffic.seeded(s).every(500, 30, i -> 100)));
        shapes.add(new Shape(
                "a post, not TLS",
                Framing.STREAM,
                0,
                0,
                s -> Traffic.seeded(s).every(1, 0.04, i -> 1448).jitter(10)));
        return shapes;
    }

    private static Shape tls(String name, double audio, Function<Long, Traffic> make) {
        return new Shape(name, Framing.TLS, 1, audio, make);
    }

    private static Shape not(String name, Function<Long, Traffic> make) {
        return new Shape(name, Framing.TLS, 0, 0, make);
    }
}
