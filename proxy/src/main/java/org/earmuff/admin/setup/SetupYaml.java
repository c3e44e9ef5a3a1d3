package org.earmuff.admin.setup;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.home.Suggestion;

/** The configuration that the answers come to, as text. Whatever people typed stands between quotes and means itself. */
final class SetupYaml {

    private static final Path USUAL_STATE = Path.of("/var/lib/earmuff");
    private static final String USUAL_HOST = "127.0.0.1";
    private static final int USUAL_PORT = 8480;

    private SetupYaml() {}

    /**
     * The whole file.
     *
     * @param listen where the dashboard is to be
     * @param allow blocks that may connect to it besides this machine; empty on loopback
     */
    static String of(Draft draft, Path state, InetSocketAddress listen, List<String> allow) {
        StringBuilder yaml = new StringBuilder(
                """
                # Written by Earmuff's set-up. From now on this file is yours: Earmuff reads it and never changes it.
                schema: 1
                household:
                  name: %s
                  timezone: %s
                """.formatted(quoted(draft.household()), draft.zone().getId()));
        if (!state.equals(USUAL_STATE)) {
            yaml.append("state: ").append(quoted(state.toString())).append('\n');
        }
        listen(yaml, draft, listen);
        if (!draft.interfaces().isEmpty()) {
            yaml.append("lan:\n  interfaces: [")
                    .append(list(draft.interfaces()))
                    .append("]\n");
        }
        speakers(yaml, draft);
        List<String> hours = draft.hours().windows();
        if (!hours.isEmpty()) {
            yaml.append("rules:\n  - name: opening-hours  # sound leaves only in these hours\n    hours: [")
                    .append(list(hours))
                    .append("]\n");
        }
        if (!allow.isEmpty()) {
            yaml.append("admin:\n  allow: [127.0.0.0/8, \"::1\", ")
                    .append(list(allow))
                    .append("]\n");
        }
        return yaml.toString();
    }

    private static void listen(StringBuilder yaml, Draft draft, InetSocketAddress listen) {
        String host = listen.getAddress().getHostAddress();
        boolean usual = host.equals(USUAL_HOST) && listen.getPort() == USUAL_PORT;
        if (draft.redirected() && usual) {
            return;
        }
        yaml.append("listen:\n");
        if (!draft.redirected()) {
            yaml.append("  tproxy: none  # nothing is redirected; try it by SOCKS\n");
            yaml.append("  socks: 127.0.0.1:1080\n");
        }
        if (!usual) {
            String shown = host.contains(":") ? "[" + host + "]" : host;
            yaml.append("  admin: ")
                    .append(quoted(shown + ":" + listen.getPort()))
                    .append('\n');
        }
    }

    private static void speakers(StringBuilder yaml, Draft draft) {
        if (draft.chosen().isEmpty()) {
            yaml.append("speakers: []  # none yet; \"earmuff discover\" finds them\n");
            return;
        }
        yaml.append("speakers:\n");
        Set<String> taken = new HashSet<>();
        for (Draft.Chosen speaker : draft.chosen()) {
            yaml.append("  - name: ")
                    .append(Suggestion.nameOf(speaker.room(), taken))
                    .append("\n    room: ")
                    .append(quoted(speaker.room()))
                    .append("\n    match: [")
                    .append(quoted(speaker.match()))
                    .append("]\n    profile: ")
                    .append(speaker.profile())
                    .append('\n');
        }
    }

    private static String list(List<String> texts) {
        return texts.stream().map(SetupYaml::quoted).collect(Collectors.joining(", "));
    }

    /** Double-quoted (YAML 1.2, 7.3.1): nothing in it can end the string or begin anything else. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < 0x20 || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
