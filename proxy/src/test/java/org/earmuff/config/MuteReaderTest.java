package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.earmuff.config.MuteSources.Button;
import org.earmuff.config.MuteSources.Press;
import org.earmuff.rules.mute.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuteReaderTest {

    @TempDir
    private Path folder;

    private MuteSources read(String mute) throws Exception {
        return load(mute).muteSources();
    }

    private Configuration load(String mute) throws Exception {
        Path file = folder.resolve("earmuff.yaml");
        Files.writeString(
                file,
                "schema: 1\nlisten: {tproxy: none}\n" + "speakers: [{name: kitchen, room: Kitchen, match: 10.0.0.1}]\n"
                        + mute);
        return ConfigLoader.load(file);
    }

    @Test
    void without_a_word_the_file_is_the_usual_one_and_there_is_nothing_else() throws Exception {
        MuteSources usual =
                new MuteSources(Optional.of(Path.of("/run/earmuff/mute")), Optional.empty(), Optional.empty());

        assertThat(read("")).isEqualTo(usual);
        assertThat(read("mute: {style: refuse}\n")).isEqualTo(usual);
        assertThat(read("mute: {file: none}\n").file()).isEmpty();
    }

    @Test
    void all_three_as_documented() throws Exception {
        Path secret = Files.writeString(folder.resolve("mqtt.pw"), "s3cret\n");

        MuteSources sources = read("""
                mute:
                  file: /run/earmuff/mute
                  button: {device: /dev/input/event0, key: KEY_MUTE, scope: "room:Kitchen", press: mute}
                  mqtt: {broker: "tcp://127.0.0.1", user: "", password: "${file:UTF-8:%s}", discovery: homeassistant}
                """.formatted(secret));

        assertThat(sources.button())
                .contains(new Button(
                        Path.of("/dev/input/event0"), 113, "KEY_MUTE", new Scope.Room("Kitchen"), Press.MUTE));
        MuteSources.Mqtt mqtt = sources.mqtt().orElseThrow();
        assertThat(mqtt.broker()).isEqualTo(URI.create("tcp://127.0.0.1:1883"));
        assertThat(mqtt.user()).isEmpty();
        assertThat(mqtt.password()).isEqualTo("s3cret");
        assertThat(mqtt.discovery()).contains("homeassistant");
        assertThat(sources.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"KEY_MUTE,113", "KEY_MICMUTE,248", "KEY_PLAYPAUSE,164", "KEY_F24,194", "BTN_0,256", "300,300"})
    void a_key_is_a_name_or_a_number(String key, int code) throws Exception {
        assertThat(read("mute: {button: {device: /dev/b, key: " + key + "}}\n").button())
                .hasValueSatisfying(b -> assertThat(b.key()).isEqualTo(code))
                .hasValueSatisfying(b -> assertThat(b.scope()).isEqualTo(Scope.ALL))
                .hasValueSatisfying(b -> assertThat(b.press()).isEqualTo(Press.TOGGLE));
    }

    @Test
    void a_password_is_never_shown_in_a_problem() {
        assertThatThrownBy(() -> read("mute: {mqtt: {broker: \"tcp://b\", password: " + "x".repeat(2000) + "}}\n"))
                .hasMessageContaining("mute.mqtt.password: is longer than 1024 characters")
                .hasMessageNotContaining("xxx");
    }

    @Test
    void a_reload_says_that_they_are_in_force() throws Exception {
        Configuration before = load("");
        Configuration next =
                load("mute: {file: none, button: {device: /dev/b, key: KEY_F1}, mqtt: {broker: \"ssl://b\"}}\n");

        Changes changes = Changes.between(before, before, next);

        assertThat(changes.inForce()).containsExactly("mute.file changed", "mute.button changed", "mute.mqtt changed");
        assertThat(changes.atStart()).isEmpty();
        assertThat(Changes.between(before, next, next).inForce()).isEmpty();
        assertThat(next.muteSources().mqtt().orElseThrow().broker().getPort()).isEqualTo(8883);
    }
}
