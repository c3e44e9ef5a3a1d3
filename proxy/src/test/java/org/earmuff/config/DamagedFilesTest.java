package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.earmuff.rules.Rule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** A good file that was cut off or had a byte changed: it is refused, or what loads is what a reader of it reads. */
class DamagedFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private Path file;
    private byte[] good;

    @BeforeEach
    void given_a_configuration_that_was_good() throws Exception {
        String text = Files.readString(Path.of("..", "rules", "examples", "careful.yaml"))
                .replace("schema: 1\n", "schema: 1\nstate: " + folder.resolve("state") + "\n");
        file = Files.writeString(folder.resolve("earmuff.yaml"), text);
        good = Files.readAllBytes(file);
        Files.createDirectory(folder.resolve("state"));
    }

    @Test
    void cut_at_any_byte_it_never_comes_into_force_with_fewer_rules() throws Exception {
        Configuration whole = ConfigLoader.load(file, NOW);
        LastGood.in(whole.state()).keep(whole);

        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            try {
                Configuration cut = ConfigLoader.load(file, NOW, whole.state());
                assertThat(cut.rules().rules())
                        .as("cut at %d", length)
                        .isEqualTo(whole.rules().rules());
                assertThat(cut.speakers()).isEqualTo(whole.speakers());
                assertThat(cut.muteStyle()).isEqualTo(whole.muteStyle());
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
    }

    @Test
    void where_nothing_is_known_of_before_no_line_is_ever_half_a_line() throws Exception {
        String text = new String(good, StandardCharsets.UTF_8);
        for (int length = 1; length < text.length(); length++) {
            if (text.charAt(length - 1) == '\n') {
                continue;
            }
            Files.writeString(file, text.substring(0, length));
            assertThatExceptionOfType(ConfigException.class)
                    .as("cut at %d", length)
                    .isThrownBy(() -> ConfigLoader.load(file, NOW));
        }
    }

    @Test
    void what_looks_cut_off_is_told_and_can_be_meant() throws Exception {
        Configuration whole = ConfigLoader.load(file, NOW);
        LastGood.in(whole.state()).keep(whole);
        String text = new String(good, StandardCharsets.UTF_8);
        String cut = text.substring(0, text.indexOf("mute:"));

        Files.writeString(file, cut);

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file, NOW))
                .withMessage(file + ":" + cut.lines().count()
                        + ": ends here, but went on when it was last good, with \"mute:\", so it looks cut off; if that was"
                        + " removed on purpose, end the file with a line of three dots (...)");

        Files.writeString(file, cut + "...\n");
        assertThat(ConfigLoader.load(file, NOW).rules().rules())
                .hasSameSizeAs(whole.rules().rules());
    }

    /** Each byte once with every bit turned, and once more with a bit of the seed's choice. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void with_any_byte_changed_nothing_is_dropped_and_nothing_made_up(long seed) throws Exception {
        Random random = new Random(seed);
        int loaded = 0;
        for (int at = 0; at < good.length; at++) {
            byte[] bytes = good.clone();
            bytes[at] ^= seed == 0 ? (byte) 0xFF : (byte) (1 << random.nextInt(seed == 1 ? 8 : 4));
            Files.write(file, bytes);
            try {
                Configuration c = ConfigLoader.load(file, name -> null);
                loaded++;
                assertThat(said(c)).as("byte %d", at).isEqualTo(read(new String(bytes, StandardCharsets.UTF_8)));
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
        // Changed comments and times load; so the comparison above has compared something.
        assertThat(loaded).isBetween(seed == 0 ? 0 : good.length / 20, good.length);
    }

    /** What came of each rule: its name and which of the things it says, with how many values. */
    private static List<String> said(Configuration c) {
        List<String> all = new ArrayList<>();
        all.add("speakers "
                + c.speakers().stream().map(s -> s.name() + s.match().size()).toList());
        for (Rule rule : c.rules().rules()) {
            all.add(rule.ref().name()
                    + (rule.when() != null ? " when" : "")
                    + (rule.hours() != null ? " hours" : "")
                    + (rule.budgets().isEmpty()
                            ? ""
                            : " budget" + rule.budgets().size())
                    + (rule.longestUpload() != null ? " longest-upload" : "")
                    + (rule.refuseNames().isEmpty() ? "" : " refuse-names")
                    + (rule.refuse() ? " refuse" : "")
                    + (rule.shadow() ? " mode" : ""));
        }
        all.add("unknown " + c.rules().unknownDevices().word());
        all.add("unset " + c.rules().clockUnsynced().word());
        all.add("style " + c.muteStyle().word());
        return all;
    }

    /** The same as a plain reader of YAML has it, who knows nothing of this program. */
    @SuppressWarnings("unchecked")
    private static List<String> read(String text) {
        LoaderOptions options = new LoaderOptions();
        Yaml yaml = new Yaml(
                new SafeConstructor(options),
                new Representer(new DumperOptions()),
                new DumperOptions(),
                options,
                new Resolver() {
                    @Override
                    protected void addImplicitResolvers() {
                        addImplicitResolver(Tag.MERGE, java.util.regex.Pattern.compile("^(?:<<)$"), "<");
                    }
                });
        Map<String, Object> root = yaml.load(text);
        List<String> all = new ArrayList<>();
        List<Map<String, Object>> speakers = (List<Map<String, Object>>) root.getOrDefault("speakers", List.of());
        all.add("speakers "
                + speakers.stream()
                        .map(s -> "" + s.get("name") + size(s.get("match")))
                        .toList());
        for (Map<String, Object> rule : (List<Map<String, Object>>) root.getOrDefault("rules", List.of())) {
            all.add(rule.get("name")
                    + (rule.containsKey("when") ? " when" : "")
                    + (rule.containsKey("hours") ? " hours" : "")
                    + (rule.containsKey("budget") ? " budget" + size(rule.get("budget")) : "")
                    + (rule.containsKey("longest-upload") ? " longest-upload" : "")
                    + (rule.containsKey("refuse-names") ? " refuse-names" : "")
                    + (rule.containsKey("refuse") ? " refuse" : "")
                    + ("shadow".equals(rule.get("mode")) ? " mode" : ""));
        }
        all.add("unknown " + root.getOrDefault("unknown-devices", "withhold"));
        all.add("unset " + root.getOrDefault("clock-unsynced", "withhold"));
        all.add("style "
                + ((Map<String, Object>) root.getOrDefault("mute", Map.of())).getOrDefault("style", "withhold"));
        return all;
    }

    private static int size(Object value) {
        return value instanceof List<?> list ? list.size() : 1;
    }
}
