package org.earmuff.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How a kind of speaker looks on the wire while it sends sound: lengths of TLS record bodies, and their pace, as measured on
 * real ones. Every length here is a record's body as its header tells it, encryption included.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of and Stream.toList: immutable, though their type does not say so
public enum Shape {
    /** An Echo of 2018, 32 kbit/s: what its requests begin with is one of the captures' beginnings, record by record. */
    ECHO_32K(
            Tls.V1_2,
            4_000,
            new int[] {236, 131, 4140, 73, 121, 1569, 226, 131, 4096, 77, 33},
            new int[] {5713},
            Duration.ofMillis(20),
            new Step(113, 113)),
    /** An Echo of 2018, 64 kbit/s. */
    ECHO_64K(Tls.V1_2, 7_980, new int[] {1232, 4096}, new int[] {11_632}, Duration.ofMillis(50), new Step(432, 432)),
    /** The 256 kbit/s that Amazon's interface for other makers' devices documents, as an Echo Dot 3 sends them. */
    ECHO_PCM(Tls.V1_2, 32_000, new int[] {1890}, new int[] {15_393}, Duration.ofMillis(32), new Step(1057, 1057)),
    /** A Google Home Mini: a pair of records every 127.5 ms. */
    GOOGLE_PAIRS(
            Tls.V1_3,
            32_000,
            new int[] {1866},
            new int[] {},
            Duration.ofNanos(127_500_000),
            new Step(2877, 2877),
            new Step(1120, 1450)),
    /** A HomePod: a variable rate. */
    HOMEPOD(Tls.V1_3, 4_550, new int[] {2890}, new int[] {}, Duration.ofMillis(60), new Step(245, 355));

    /**
     * A version of TLS, and what Java's AES-GCM adds to a record: 8 bytes of nonce and 16 of tag, or 1 of inner type, 16 of
     * zeros (Java pads so, the standard does not ask for it) and 16 of tag.
     */
    public enum Tls {
        V1_2("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 24),
        V1_3("TLSv1.3", "TLS_AES_128_GCM_SHA256", 33);

        private final String protocol;
        private final String cipher;
        private final int overhead;

        Tls(String protocol, String cipher, int overhead) {
            this.protocol = protocol;
            this.cipher = cipher;
            this.overhead = overhead;
        }

        String protocol() {
            return protocol;
        }

        String cipher() {
            return cipher;
        }

        /** The length of the filling that makes a message's record come out at this body. */
        int fillingOf(int body) {
            int length = body - overhead - Message.HEADER;
            if (length < 0) {
                throw new IllegalArgumentException("no message fits a record of " + body + " bytes");
            }
            return length;
        }

        /** The shortest body that holds a message. */
        int shortest() {
            return overhead + Message.HEADER;
        }
    }

    /** One record of each step of the steady run: the least and the greatest length of its body. */
    record Step(int least, int most) {
        int draw(RandomGenerator random) {
            return random.nextInt(least, most + 1);
        }
    }

    private final Tls tls;
    private final int soundBytesPerSecond;
    private final List<Integer> context;
    private final List<Integer> preRoll;
    private final Duration pace;
    private final List<Step> steps;

    Shape(Tls tls, int soundBytesPerSecond, int[] context, int[] preRoll, Duration pace, Step... steps) {
        this.tls = tls;
        this.soundBytesPerSecond = soundBytesPerSecond;
        this.context = Arrays.stream(context).boxed().toList();
        this.preRoll = Arrays.stream(preRoll).boxed().toList();
        this.pace = pace;
        this.steps = List.of(steps);
    }

    public Tls tls() {
        return tls;
    }

    /** What a second of sound weighs, before encryption. */
    public int soundBytesPerSecond() {
        return soundBytesPerSecond;
    }

    /** Bodies of the records that a request begins with and that are not sound. */
    public List<Integer> context() {
        return context;
    }

    /** Bodies of the records with what was heard before the request was sent; they follow the context at once. */
    public List<Integer> preRoll() {
        return preRoll;
    }

    /** From one step of the steady run to the next. */
    public Duration pace() {
        return pace;
    }

    List<Step> steps() {
        return steps;
    }
}
