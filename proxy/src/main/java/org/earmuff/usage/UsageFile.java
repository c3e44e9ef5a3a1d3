package org.earmuff.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.files.SafeFile;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;

/** {@code usage.json} in the state folder, replaced as a whole: after a power cut it holds what was before or what was after. */
final class UsageFile {

    static final String NAME = "usage.json";

    private static final int SCHEMA = 1;
    private static final long LARGEST = 16 << 20;

    private final Path folder;

    UsageFile(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /** Where a file that cannot be read is copied to. */
    Path aside() {
        return folder.resolve(NAME + ".unreadable");
    }

    /**
     * Everything on disk; nothing where there is no file.
     *
     * @throws IOException also where the file is there and is not what {@link #save} writes
     */
    Map<Count.Key, Count> load() throws IOException {
        String text;
        try {
            if (Files.size(path()) > LARGEST) {
                throw new IOException("it is larger than 16 MiB");
            }
            text = Files.readString(path());
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        try {
            return read(text);
        } catch (JsonException | DateTimeException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Map<Count.Key, Count> read(String text) throws JsonException {
        JsonObject root = Json.readObject(text);
        if (root.number("schema") != SCHEMA || root.get("budgets") == null) {
            throw new JsonException("\"schema\" is not " + SCHEMA + ", or \"budgets\" is missing");
        }
        Map<Count.Key, Count> counts = new LinkedHashMap<>();
        for (JsonObject budget : root.objects("budgets")) {
            Count.Key key = new Count.Key(
                    budget.requireText("speaker"),
                    budget.requireText("rule"),
                    BudgetUnit.valueOf(budget.requireText("unit")),
                    BudgetWindow.valueOf(budget.requireText("window")));
            Count count = counts.computeIfAbsent(key, k -> new Count());
            for (JsonObject used : budget.objects("used")) {
                double amount = used.number("amount");
                if (used.get("amount") == null || amount < 0) {
                    throw new JsonException("an \"amount\" is missing or negative");
                }
                long unused = count.add(Instant.parse(used.requireText("from")), (long) amount);
                assert unused >= 0;
            }
        }
        return counts;
    }

    /** Returns when all is safe from a power cut. */
    void save(Map<Count.Key, Count> counts) throws IOException {
        List<JsonObject> budgets = new ArrayList<>();
        counts.forEach((key, count) -> budgets.add(new JsonObject()
                .put("speaker", key.speaker())
                .put("rule", key.rule())
                .put("unit", key.unit().name())
                .put("window", key.window().name())
                .put("used", count.windows().stream().map(UsageFile::json).toList())));
        SafeFile.replace(path(), new JsonObject().put("schema", SCHEMA).put("budgets", budgets) + "\n");
    }

    void keepAside() throws IOException {
        SafeFile.copy(path(), aside());
    }

    private static JsonObject json(Count.Used used) {
        return new JsonObject().put("from", used.from()).put("amount", used.amount());
    }
}
