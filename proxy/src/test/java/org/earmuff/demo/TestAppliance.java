package org.earmuff.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.policy.House;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteState;

/**
 * As little of an appliance as the demo needs: SOCKS where the configuration says, and a mute that cuts off a speaker's
 * connection at its first large record.
 */
final class TestAppliance implements Appliance {

    private static final int LARGE = 1_700;

    private final Set<String> muted = ConcurrentHashMap.newKeySet();
    volatile RecordingSocks socks;
    volatile boolean closed;

    void mute(String speaker) {
        muted.add(speaker);
    }

    void unmute(String speaker) {
        muted.remove(speaker);
    }

    @Override
    public Running start(Path config) throws IOException {
        String yaml = Files.readString(config);
        socks = new RecordingSocks(port(yaml, "socks"));
        socks.cutAt = (address, body) -> body > LARGE && isMuted(address.getHostAddress());
        int admin = port(yaml, "admin");
        return new Running() {
            @Override
            public InetSocketAddress admin() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), admin);
            }

            @Override
            public InetSocketAddress socks() {
                return socks.address();
            }

            @Override
            public House house() {
                return new TestHouse();
            }

            @Override
            public void close() throws IOException {
                closed = true;
                socks.close();
            }
        };
    }

    private boolean isMuted(String address) {
        return Resident.ALL.stream()
                .anyMatch(r ->
                        r.address().equals(address) && muted.contains(r.plan().name()));
    }

    private static int port(String yaml, String key) {
        Matcher m = Pattern.compile(key + ": 127\\.0\\.0\\.1:([0-9]+)").matcher(yaml);
        if (!m.find()) {
            throw new IllegalArgumentException("no " + key + " in:\n" + yaml);
        }
        return Integer.parseInt(m.group(1));
    }

    private final class TestHouse implements House {
        @Override
        public List<SpeakerView> speakers() {
            return Resident.ALL.stream()
                    .map(r -> new SpeakerView(
                            r.plan().name(),
                            r.room(),
                            Set.of(),
                            r.profile(),
                            decision(r.plan().name()),
                            1,
                            false))
                    .toList();
        }

        private Decision decision(String speaker) {
            return muted.contains(speaker)
                    ? new Decision(Verdict.WITHHOLD, Reason.MUTE, null, Instant.MAX)
                    : new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX);
        }

        @Override
        public Optional<Decision> explain(String speaker, Instant at) {
            return Optional.of(decision(speaker));
        }

        @Override
        public MuteState mutes() {
            return MuteState.NONE;
        }
    }
}
