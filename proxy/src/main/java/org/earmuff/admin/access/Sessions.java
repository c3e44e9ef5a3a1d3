package org.earmuff.admin.access;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has logged in, or came by a guest link. A cookie is the session's name and a secret; the secret is replaced every ten minutes of
 * use. Whoever shows one that was replaced has a copy: then the session ends for both. Kept as hashes in {@code sessions.json}, so
 * that a restart logs nobody out. Bounded in number and time. Any thread; it never waits for the disk.
 */
public final class Sessions {

    static final String FILE = "sessions.json";
    /** Of each kind; the one unused for longest makes way. */
    static final int MOST = 32;

    static final Duration ROTATE = Duration.ofMinutes(10);
    static final Duration IDLE = Duration.ofDays(7);
    static final Duration LONGEST = Duration.ofDays(30);
    static final Duration GUEST_LONGEST = Duration.ofDays(90);
    /** Requests that were under way when the cookie changed come with the one before. */
    static final Duration GRACE = Duration.ofSeconds(60);

    private static final int NAME_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final HouseClock clock;
    private final Executor disk;
    private final OwnFile file;
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private volatile Runnable ended = () -> {};
    private volatile String latest = "";
    private String written = "";

    private static final class Session {
        final String name;
        final Asker asker;
        final String bond;
        final Instant opened;
        String current;

        @Nullable
        String next;

        @Nullable
        String nextPlain;

        @Nullable
        String before;

        Instant rotated;
        Instant used;

        Session(String name, Asker asker, String bond, String current, Instant opened, Instant rotated, Instant used) {
            this.name = name;
            this.asker = asker;
            this.bond = bond;
            this.current = current;
            this.opened = opened;
            this.rotated = rotated;
            this.used = used;
        }
    }

    /**
     * What a cookie was worth.
     *
     * @param asker {@code NOBODY} where it was worth nothing
     * @param bond what the session hangs on: see {@link #open}
     * @param fresh the value to be set in its place; null where it stays
     */
    public record Seen(Asker asker, String bond, @Nullable String fresh) {
        static final Seen NOTHING = new Seen(Asker.NOBODY, "", null);
    }

    /** Takes up those that were open before a restart; a file that cannot be understood logs everybody out. */
    public Sessions(Path stateFolder, HouseClock clock, Executor disk) {
        this.clock = clock;
        this.disk = disk;
        this.file = new OwnFile(stateFolder.resolve(FILE));
        try {
            for (JsonObject kept :
                    Json.readObject(file.read().orElse("{\"sessions\":[]}")).objects("sessions")) {
                Session session = read(kept);
                sessions.put(session.name, session);
            }
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            sessions.clear();
            LOG.warn("{} cannot be understood, so everybody has to log in again: {}", file.path(), e.getMessage());
        }
    }

    private static Session read(JsonObject kept) throws JsonException {
        Session session = new Session(
                kept.requireText("name"),
                Asker.valueOf(kept.requireText("asker")),
                kept.requireText("bond"),
                kept.requireText("current"),
                Instant.parse(kept.requireText("opened")),
                Instant.parse(kept.requireText("rotated")),
                Instant.parse(kept.requireText("used")));
        session.next = kept.text("next");
        return session;
    }

    /**
     * Opens one and returns its cookie's value.
     *
     * @param bond what it hangs on: once {@link #keep} no longer accepts that, the session is over
     */
    public synchronized String open(Asker asker, String bond) {
        Instant now = clock.now();
        while (sessions.values().stream().filter(s -> s.asker == asker).count() >= MOST) {
            sessions.values().stream()
                    .filter(s -> s.asker == asker)
                    .min(Comparator.comparing(s -> s.used))
                    .ifPresent(oldest -> sessions.remove(oldest.name));
        }
        String name = Secrets.random(NAME_BYTES);
        String secret = Secrets.random(SECRET_BYTES);
        sessions.put(name, new Session(name, asker, bond, Secrets.digest(secret), now, now, now));
        save();
        return name + "." + secret;
    }

    /** What a cookie's value is worth now, and what is to take its place. */
    public synchronized Seen look(String value, InetAddress from) {
        int dot = value.indexOf('.');
        Session session = dot < 0 ? null : sessions.get(value.substring(0, dot));
        if (session == null) {
            return Seen.NOTHING;
        }
        Instant now = clock.now();
        if (isOver(session, now)) {
            sessions.remove(session.name);
            save();
            return Seen.NOTHING;
        }
        String secret = Secrets.digest(value.substring(dot + 1));
        if (session.next != null && Secrets.same(secret, session.next)) {
            session.before = session.current;
            session.current = session.next;
            session.next = null;
            session.nextPlain = null;
            session.rotated = now;
            session.used = now;
            save();
        } else if (session.before != null
                && Secrets.same(secret, session.before)
                && now.isBefore(session.rotated.plus(GRACE))) {
            return new Seen(session.asker, session.bond, null);
        } else if (!Secrets.same(secret, session.current)) {
            sessions.remove(session.name);
            save();
            ended.run();
            LOG.warn(
                    "a session's cookie was used twice, the second time from {}: somebody has a copy of it. The session"
                            + " is over; who was it has to log in again",
                    from.getHostAddress());
            return Seen.NOTHING;
        }
        session.used = now;
        return new Seen(session.asker, session.bond, due(session, now));
    }

    /** The same fresh value is offered until it is used: of several answers under way, any may be the last to arrive. */
    private @Nullable String due(Session session, Instant now) {
        if (now.isBefore(session.rotated.plus(ROTATE))) {
            return null;
        }
        String offered = session.nextPlain;
        if (offered == null) {
            offered = Secrets.random(SECRET_BYTES);
            session.nextPlain = offered;
            session.next = Secrets.digest(offered);
            save();
        }
        return session.name + "." + offered;
    }

    private static boolean isOver(Session session, Instant now) {
        Duration longest = session.asker == Asker.GUEST ? GUEST_LONGEST : LONGEST;
        return now.isAfter(session.opened.plus(longest)) || now.isAfter(session.used.plus(IDLE));
    }

    /** What is run whenever a session is over, on any thread; it must not wait. */
    void onEnd(Runnable listener) {
        ended = listener;
    }

    /** Ends the one that a cookie's value belongs to, if any. */
    public synchronized void end(String value) {
        String name = value.substring(0, Math.max(0, value.indexOf('.')));
        if (sessions.remove(name) != null) {
            save();
            ended.run();
        }
    }

    /** Ends all whose bond is not accepted; returns how many. */
    public synchronized int keep(Predicate<String> bond) {
        int before = sessions.size();
        if (sessions.values().removeIf(s -> !bond.test(s.bond))) {
            save();
            ended.run();
        }
        return before - sessions.size();
    }

    /** How many there are of a kind. */
    public synchronized long count(Asker asker) {
        Instant now = clock.now();
        return sessions.values().stream()
                .filter(s -> s.asker == asker && !isOver(s, now))
                .count();
    }

    private void save() {
        List<JsonObject> kept = new ArrayList<>();
        for (Session s : sessions.values()) {
            kept.add(new JsonObject()
                    .put("name", s.name)
                    .put("asker", s.asker.name())
                    .put("bond", s.bond)
                    .put("current", s.current)
                    .put("next", s.next)
                    .put("opened", s.opened)
                    .put("rotated", s.rotated)
                    .put("used", s.used));
        }
        latest = new JsonObject().put("sessions", kept) + "\n";
        try {
            disk.execute(this::write);
        } catch (RejectedExecutionException e) {
            LOG.debug("too much to do to keep the sessions: with the next change");
        }
    }

    /** Writes what is not written yet; for the end. */
    public void flush() {
        if (!latest.isEmpty()) {
            write();
        }
    }

    /** Always the newest: of two that wait, the second finds nothing left to do. */
    private void write() {
        try {
            synchronized (file) {
                String text = latest;
                if (!text.equals(written)) {
                    file.write(text);
                    written = text;
                }
            }
        } catch (IOException e) {
            LOG.warn("the sessions cannot be kept: a restart will log everybody out: {}", e.getMessage());
        }
    }
}
