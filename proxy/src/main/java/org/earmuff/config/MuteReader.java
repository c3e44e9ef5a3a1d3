package org.earmuff.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.earmuff.config.MuteSources.Button;
import org.earmuff.config.MuteSources.Mqtt;
import org.earmuff.config.MuteSources.Press;
import org.earmuff.rules.mute.Scope;
import org.jspecify.annotations.Nullable;

/** Reads the sources of mutes below {@code mute}. */
final class MuteReader {

    private static final Path FILE = Path.of("/run/earmuff/mute");
    private static final String DISCOVERY = "homeassistant";
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,64}(?:/[A-Za-z0-9_-]{1,64}){0,7}");
    private static final int LONGEST_SECRET = 1024;

    private final SpeakersReader house;

    private MuteReader(SpeakersReader house) {
        this.house = house;
    }

    /** @param house whose rooms and speakers a scope may name */
    static MuteSources read(@Nullable Section mute, SpeakersReader house) {
        if (mute == null) {
            return new MuteSources(Optional.of(FILE), Optional.empty(), Optional.empty());
        }
        MuteReader reader = new MuteReader(house);
        Optional<Path> file = mute.value("file", MuteReader::fileOrNone, Optional.of(FILE));
        Section button = mute.section("button");
        Section mqtt = mute.section("mqtt");
        return new MuteSources(
                Objects.requireNonNullElse(file, Optional.empty()),
                Optional.ofNullable(button == null ? null : reader.button(button)),
                Optional.ofNullable(mqtt == null ? null : mqtt(mqtt)));
    }

    private static Optional<Path> fileOrNone(String text) {
        return text.equals("none") ? Optional.empty() : Optional.of(path(text, "/run/earmuff/mute, or none"));
    }

    private @Nullable Button button(Section section) {
        if (!section.has("device")) {
            section.missing("device", "write the button's device, like device: /dev/input/event0");
        }
        if (!section.has("key")) {
            section.missing("key", "write the key that counts, like key: KEY_MUTE");
        }
        Path device = section.value("device", text -> path(text, "/dev/input/event0"), null);
        Value key = section.value("key");
        Integer code = key == null ? null : key.as(KeyNames::code);
        Scope scope = section.value("scope", this::scope, Scope.ALL);
        Press press = section.value("press", MuteReader::press, Press.TOGGLE);
        return device == null || key == null || code == null || scope == null || press == null
                ? null
                : new Button(device, code, key.text(), scope, press);
    }

    private static Press press(String text) {
        return Press.valueOf(
                Words.oneOf(text, List.of("toggle", "mute", "unmute"), "press").toUpperCase(Locale.ROOT));
    }

    /** A scope of this house: a button for nobody would be found out too late. */
    private Scope scope(String text) {
        List<String> known = new ArrayList<>(List.of("all"));
        house.rooms().stream().sorted().forEach(room -> known.add("room:" + room));
        house.names().stream().sorted().forEach(name -> known.add("speaker:" + name));
        try {
            Scope scope = Scope.parse(text);
            if (known.contains(scope.toString())) {
                return scope;
            }
        } catch (IllegalArgumentException e) {
            // The message below says what is right.
        }
        String near = Nearest.of(text, known);
        throw new IllegalArgumentException("is no scope of this house; "
                + (near != null ? "did you mean \"" + near + "\"?" : "write one of: " + String.join(", ", known)));
    }

    private static @Nullable Mqtt mqtt(Section section) {
        if (!section.has("broker")) {
            section.missing("broker", "write where it is, like broker: \"tcp://127.0.0.1:1883\"");
        }
        URI broker = section.value("broker", MuteReader::broker, null);
        Path ca = section.value("ca", text -> path(text, "/etc/earmuff/mqtt-ca.pem"), null);
        if (ca != null && broker != null && !broker.getScheme().equals("ssl")) {
            section.problem("ca", "is of no use without encryption; write broker: \"ssl://…\", or remove it");
        }
        String user = secret(section, "user");
        String password = secret(section, "password");
        Optional<String> discovery = section.value("discovery", MuteReader::topicOrNone, Optional.of(DISCOVERY));
        return broker == null || user == null || password == null || discovery == null
                ? null
                : new Mqtt(broker, user, password, Optional.ofNullable(ca), discovery);
    }

    private static URI broker(String text) {
        try {
            URI uri = new URI(text);
            boolean tls = "ssl".equals(uri.getScheme());
            boolean plain = "tcp".equals(uri.getScheme());
            boolean bare = (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null;
            int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 8883 : 1883;
            if ((tls || plain) && bare && uri.getHost() != null && port > 0 && port < 65_536) {
                return new URI(uri.getScheme(), null, uri.getHost(), port, null, null, null);
            }
        } catch (URISyntaxException e) {
            // The message below says what is right.
        }
        throw new IllegalArgumentException(
                "is no broker; write one like tcp://127.0.0.1:1883, or ssl://broker.lan:8883 for an encrypted one");
    }

    private static Optional<String> topicOrNone(String text) {
        if (!text.equals("none") && !TOPIC.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is no topic that Home Assistant could look below; write homeassistant, or none");
        }
        return text.equals("none") ? Optional.empty() : Optional.of(text);
    }

    /** Its problems must not show the value. */
    private static @Nullable String secret(Section section, String key) {
        String text = section.textOrEmpty(key);
        if (text != null && text.length() > LONGEST_SECRET) {
            section.unshown(key, "is longer than " + LONGEST_SECRET + " characters; is it the right file?");
            return null;
        }
        return text;
    }

    private static Path path(String text, String example) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute() && path.getFileName() != null) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            // The message below says what is right.
        }
        throw new IllegalArgumentException("is not a file's full path; write one like " + example);
    }
}
