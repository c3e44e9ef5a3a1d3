package org.earmuff.signals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.files.SafeFile;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;

/**
 * {@code mutes.json} in the state folder. It is replaced as a whole: after a power cut it holds either the state before or the state
 * after, never a part.
 */
final class MuteFile {

    static final String NAME = "mutes.json";

    private static final int SCHEMA = 1;
    private static final long LARGEST = 1 << 20;

    private final Path folder;

    MuteFile(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /** Where a file that cannot be read is copied to, one generation of it. */
    Path aside() {
        return folder.resolve(NAME + ".unreadable");
    }

    /**
     * The state on disk; none where there is no file.
     *
     * @throws JsonException where the file is there and is not what {@link #save} writes
     */
    MuteState load() throws IOException {
        String text;
        try {
            if (Files.size(path()) > LARGEST) {
                throw new JsonException("it is larger than 1 MiB");
            }
            text = Files.readString(path());
        } catch (NoSuchFileException e) {
            return MuteState.NONE;
        }
        JsonObject root = Json.readObject(text);
        if (root.number("schema") != SCHEMA) {
            throw new JsonException("\"schema\" is not " + SCHEMA);
        }
        if (root.get("mutes") == null) {
            throw new JsonException("\"mutes\" is missing");
        }
        List<MuteOrder> orders = new ArrayList<>();
        for (JsonObject mute : root.objects("mutes")) {
            orders.add(order(mute));
        }
        return MuteState.of(orders);
    }

    /** Returns when the state is safe from a power cut. */
    void save(MuteState state) throws IOException {
        List<JsonObject> mutes = state.orders().stream().map(MuteFile::json).toList();
        SafeFile.replace(path(), new JsonObject().put("schema", SCHEMA).put("mutes", mutes) + "\n");
    }

    /** Keeps a copy of a file that cannot be read; the original stays until {@link #save} replaces it. */
    void keepAside() throws IOException {
        SafeFile.copy(path(), aside());
    }

    private static JsonObject json(MuteOrder order) {
        return new JsonObject()
                .put("scope", order.scope().toString())
                .put("style", order.style().word())
                .put("until", order.until())
                .put("by", order.by())
                .put("reason", order.reason())
                .put("since", order.since());
    }

    private static MuteOrder order(JsonObject mute) throws JsonException {
        try {
            String until = mute.text("until");
            return new MuteOrder(
                    Scope.parse(mute.requireText("scope")),
                    style(mute.requireText("style")),
                    until == null ? null : Instant.parse(until),
                    mute.requireText("by"),
                    mute.requireText("reason"),
                    Instant.parse(mute.requireText("since")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new JsonException(String.valueOf(e.getMessage()));
        }
    }

    private static MuteOrder.Style style(String word) throws JsonException {
        for (MuteOrder.Style style : MuteOrder.Style.values()) {
            if (style.word().equals(word)) {
                return style;
            }
        }
        throw new JsonException("\"style\" is neither withhold nor refuse: " + word);
    }
}
