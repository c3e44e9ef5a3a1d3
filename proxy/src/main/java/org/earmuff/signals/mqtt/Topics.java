package org.earmuff.signals.mqtt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.earmuff.rules.mute.Scope;
import org.jspecify.annotations.Nullable;

/** The names of topics: {@code earmuff/ID/SCOPE/WHAT}, and those of the discovery. */
final class Topics {

    static final String MUTE = "mute";

    private final String id;
    private final @Nullable String discovery;

    Topics(String id, Optional<String> discovery) {
        this.id = id;
        this.discovery = discovery.orElse(null);
    }

    /** How the discovery calls this box. */
    String node() {
        return "earmuff_" + id;
    }

    private String base() {
        return "earmuff/" + id;
    }

    String availability() {
        return base() + "/availability";
    }

    String state(String slug, String what) {
        return base() + "/" + slug + "/" + what;
    }

    String attributes(String slug) {
        return state(slug, MUTE) + "/attributes";
    }

    String command(String slug) {
        return state(slug, MUTE) + "/set";
    }

    String everyCommand() {
        return command("+");
    }

    /** The slug in a command's topic; null where it is none. */
    @Nullable
    String slugOfCommand(String topic) {
        String before = base() + "/";
        String after = "/" + MUTE + "/set";
        return topic.startsWith(before) && topic.endsWith(after) && topic.length() > before.length() + after.length()
                ? topic.substring(before.length(), topic.length() - after.length())
                : null;
    }

    /** Where Home Assistant says that it has started; null where nothing is announced. */
    @Nullable
    String birth() {
        return discovery == null ? null : discovery + "/status";
    }

    /** Where an entity is announced; only with a discovery. */
    String config(String component, String slug, String what) {
        return discovery + "/" + component + "/" + node() + "/" + slug + "-" + what + "/config";
    }

    /** Whatever this box has ever announced; null where nothing is announced. */
    @Nullable
    String everyConfig() {
        return discovery == null ? null : discovery + "/+/" + node() + "/+/config";
    }

    /** Whether a topic is one of {@link #everyConfig()}. */
    boolean isConfig(String topic) {
        return discovery != null
                && topic.startsWith(discovery + "/")
                && topic.contains("/" + node() + "/")
                && topic.endsWith("/config");
    }

    /** Where the entity of an announcement has its state. */
    String stateOfConfig(String topic) {
        String object = topic.substring(0, topic.length() - "/config".length());
        object = object.substring(object.lastIndexOf('/') + 1);
        int dash = object.lastIndexOf('-');
        return state(object.substring(0, Math.max(dash, 0)), object.substring(dash + 1));
    }

    /** A scope as a part of a topic. Rooms have any letters, so a digest keeps two apart whose plain letters are the same. */
    static String slug(Scope scope) {
        if (scope instanceof Scope.Speaker speaker) {
            return "speaker_" + speaker.name();
        }
        if (scope instanceof Scope.Room room) {
            String plain = room.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
            return "room_" + plain + "_" + digest(room.name());
        }
        return "all";
    }

    private static String digest(String text) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, 3);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
