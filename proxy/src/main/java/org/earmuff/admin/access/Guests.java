package org.earmuff.admin.access;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links for those who live there and have no password: each made for somebody, kept as a hash in {@code guests.json}, good until it is
 * revoked. Sixteen at most. Methods that change something write the disk, so they block.
 */
public final class Guests {

    static final String FILE = "guests.json";
    public static final int MOST = 16;
    public static final int LONGEST_NAME = 60;

    private static final int TOKEN_BYTES = 24;
    private static final int ID_LETTERS = 6;
    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

    private final HouseClock clock;
    private final OwnFile file;
    private final Map<String, Guest> guests = new LinkedHashMap<>();

    /**
     * One link.
     *
     * @param id how it is called where it is revoked
     * @param name whom it was made for
     */
    public record Guest(String id, String name, String hash, Instant made) {}

    /** Takes up those there are; a file that cannot be understood lets nobody in. */
    public Guests(Path stateFolder, HouseClock clock) {
        this.clock = clock;
        this.file = new OwnFile(stateFolder.resolve(FILE));
        try {
            for (JsonObject g :
                    Json.readObject(file.read().orElse("{\"guests\":[]}")).objects("guests")) {
                String id = g.requireText("id");
                guests.put(
                        id,
                        new Guest(
                                id,
                                g.requireText("name"),
                                g.requireText("hash"),
                                Instant.parse(g.requireText("made"))));
            }
        } catch (IOException | java.time.DateTimeException e) {
            guests.clear();
            LOG.warn("{} cannot be understood, so no guest link works: {}", file.path(), e.getMessage());
        }
    }

    /** Why a name is refused, as a sentence; empty where it is good. What cannot be seen would make the log and pages say something else. */
    public static Optional<String> objection(String name) {
        if (name.length() > LONGEST_NAME) {
            return Optional.of("the name is longer than " + LONGEST_NAME + " characters");
        }
        return name.codePoints()
                .filter(Guests::cannotBeSeen)
                .mapToObj(c -> String.format(
                        "the name has a character in it that cannot be seen (U+%04X): type it without", c))
                .findFirst();
    }

    private static boolean cannotBeSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    public synchronized List<Guest> all() {
        return List.copyOf(guests.values());
    }

    /**
     * Makes a link's token, which is told this once and never again.
     *
     * @throws IOException where it cannot be kept; then there is no link
     * @throws IllegalStateException where there are as many as may be
     */
    public synchronized Map.Entry<Guest, String> make(String name) throws IOException {
        if (guests.size() >= MOST) {
            throw new IllegalStateException("there are " + MOST + " guest links already: revoke one first");
        }
        String token = Secrets.random(TOKEN_BYTES);
        Guest guest = new Guest(Secrets.code(ID_LETTERS), name, Secrets.digest(token), clock.now());
        guests.put(guest.id(), guest);
        try {
            save();
        } catch (IOException e) {
            guests.remove(guest.id());
            throw e;
        }
        return Map.entry(guest, token);
    }

    /** Ends a link; false where there is none of that id. It is ended even where the disk does not take it, until a restart. */
    public synchronized boolean revoke(String id) throws IOException {
        boolean was = guests.remove(id) != null;
        if (was) {
            save();
        }
        return was;
    }

    /** The link that a token belongs to. */
    public synchronized Optional<Guest> of(String token) {
        String hash = Secrets.digest(token);
        return guests.values().stream()
                .filter(g -> Secrets.same(g.hash(), hash))
                .findFirst();
    }

    /** Whether a link is still good. */
    public synchronized boolean has(String id) {
        return guests.containsKey(id);
    }

    private void save() throws IOException {
        List<JsonObject> kept = guests.values().stream()
                .map(g -> new JsonObject()
                        .put("id", g.id())
                        .put("name", g.name())
                        .put("hash", g.hash())
                        .put("made", g.made()))
                .toList();
        file.write(new JsonObject().put("guests", kept) + "\n");
    }
}
