package org.earmuff.demo;

import java.nio.file.Path;
import java.util.stream.Collectors;

/** The made-up home's configuration, as a user would write it. */
final class DemoConfig {

    private DemoConfig() {}

    static String text(Path state, DemoPorts ports) {
        return """
                # Written by "earmuff demo"; gone when the demo ends.
                schema: 1
                household:
                  name: Demo home
                state: "%s"
                listen:
                  tproxy: none
                  socks: 127.0.0.1:%d
                  connect: none
                  admin: 127.0.0.1:%d
                speakers:
                %s
                unknown-devices: withhold
                clock-unsynced: allow          # a container's clock is often never marked as set
                rules:
                  - name: no-monologues
                    longest-upload: 2 min
                  - name: no-faster-than-speech
                    speakers: [living-room]
                    rate: 320 kbit/s
                    burst: 64 KiB
                admin:
                  allow: [127.0.0.0/8]
                  tls: off
                """.formatted(
                state.toString().replace("\\", "\\\\").replace("\"", "\\\""), ports.socks(), ports.admin(), speakers());
    }

    private static String speakers() {
        return Resident.ALL.stream()
                .map(r -> """
                          - name: %s
                            room: %s
                            match: [%s]
                            profile: %s\
                        """.formatted(r.plan().name(), r.room(), r.address(), r.profile()))
                .collect(Collectors.joining("\n"));
    }
}
