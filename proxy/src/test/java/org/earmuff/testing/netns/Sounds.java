package org.earmuff.testing.netns;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.earmuff.testing.Capture;

/** Voice requests as speakers send them: shapes of TLS records in time, made up after what was measured, and cut from captures. */
public final class Sounds {

    private static final int HANDSHAKE = 22;
    private static final int CIPHER = 20;
    private static final int DATA = 23;
    private static final int LEAST_UPLOAD = 15_000;
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private Sounds() {}

    /** A request's name and how it goes on a script. */
    public record Sound(String name, Consumer<Script> play) {

        public Script after(Duration delay) {
            Script script = new Script().bytes(delay, new byte[0]);
            play.accept(script);
            return script;
        }
    }

    /** The made-up ones, each about {@code seconds} long. */
    public static List<Sound> madeUp(int seconds) {
        return List.of(
                new Sound("echo-32k", s -> {
                    s.tls(Duration.ZERO, DATA, 33 + 80 * 71, 1);
                    repeat(s, seconds * 50, Duration.ofMillis(20), 113);
                }),
                new Sound("echo-32k-without-its-beginning", s -> repeat(s, seconds * 50, Duration.ofMillis(20), 113)),
                new Sound("echo-64k", s -> {
                    s.tls(Duration.ZERO, DATA, 4032, 2);
                    repeat(s, seconds * 20, Duration.ofMillis(50), 432);
                }),
                new Sound("echo-pcm", s -> {
                    s.tls(Duration.ZERO, DATA, 16_000, 3);
                    repeat(s, seconds * 31, Duration.ofMillis(32), 1057);
                }),
                new Sound("google-pairs", s -> {
                    for (int i = 0; i < seconds * 8; i++) {
                        s.tls(Duration.ofMillis(127), DATA, 2877, i).tls(Duration.ZERO, DATA, 1120 + i * 37 % 330, i);
                    }
                }),
                new Sound("homepod", s -> {
                    for (int i = 0; i < seconds * 16; i++) {
                        s.tls(Duration.ofMillis(60), DATA, 245 + i * 61 % 110, i);
                    }
                }),
                new Sound("records-in-crumbs", s -> {
                    byte[] record = Payload.tls(DATA, 16_000, 4);
                    for (int at = 0; at < record.length * seconds / 2; at += 400) {
                        int from = at % record.length;
                        s.bytes(
                                Duration.ofMillis(40),
                                java.util.Arrays.copyOfRange(record, from, Math.min(from + 400, record.length)));
                    }
                }));
    }

    private static void repeat(Script script, int times, Duration every, int body) {
        for (int i = 0; i < times; i++) {
            script.tls(every, DATA, body, i);
        }
    }

    /** The first upload of a capture: the first burst of a speaker's that is too large to be anything else. */
    public static Sound captured(Capture capture, String speaker) {
        for (Capture.Conversation conversation : capture.conversations(speaker)) {
            List<Capture.Chunk> up =
                    conversation.chunks().stream().filter(Capture.Chunk::up).toList();
            int from = 0;
            for (int i = 1; i <= up.size(); i++) {
                if (i == up.size() || up.get(i).nanos() - up.get(i - 1).nanos() > PAUSE_NANOS) {
                    List<Capture.Chunk> burst = up.subList(from, i);
                    if (burst.stream().mapToInt(c -> c.bytes().length).sum() >= LEAST_UPLOAD) {
                        return new Sound("captured", s -> play(s, burst));
                    }
                    from = i;
                }
            }
        }
        throw new AssertionError("no upload in that capture");
    }

    private static void play(Script script, List<Capture.Chunk> burst) {
        long before = burst.get(0).nanos();
        for (Capture.Chunk chunk : burst) {
            script.bytes(Duration.ofNanos(chunk.nanos() - before), chunk.bytes());
            before = chunk.nanos();
        }
    }

    /** What opens a connection before its first request: a handshake, the greeting that signs the speaker in, 1.2 s of silence. */
    public static Script opening() {
        return new Script()
                .tls(Duration.ZERO, HANDSHAKE, 512, 11)
                .tls(Duration.ofMillis(30), CIPHER, 1, 12)
                .tls(Duration.ZERO, HANDSHAKE, 40, 13)
                .tls(Duration.ofMillis(10), DATA, 1200, 14)
                .bytes(Duration.ofMillis(1200), new byte[0]);
    }
}
