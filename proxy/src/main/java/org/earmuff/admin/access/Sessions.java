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
import java.util.OptionalLong;
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
 * use. Whoever shows one that was replaced has a copy: then the session ends for both; see {@link Rotation}. Kept as hashes in
 * {@code sessions.json}, so that a restart logs nobody out. Bounded in number and time. Any thread; it never waits for the disk.
 */
public final class Sessions {

    static final String FILE = "sessions.json";
    /** Of each kind; the one unused for longest makes way. */
    static final int MOST = 32;

    /** Of each guest link: it is one person's, on a phone, a tablet and a computer. */
    static final int MOST_OF_LINK = 4;

    static final Duration IDLE = Duration.ofDays(7);
    static final Duration LONGEST = Duration.ofDays(30);
    static final Duration GUEST_LONGEST = Duration.ofDays(90);

    private static final int NAME_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final HouseClock clock;
    private final Executor disk;
    private final OwnFile file;
    private final LinePace alarms;
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private volatile Runnable ended = () -> {};
    private volatile String latest = "";
    private String written = "";

    private static final class Session {
        final String name;
        final Asker asker;
        final String bond;
        final Instant opened;
        /** The address that it was opened from; empty where that is not known. */
        final String from;

        final Rotation secrets;
        Instant used;

        Session(String name, Asker asker, String bond, String from, Rotation secrets, Instant opened, Instant used) {
            this.name = name;
            this.asker = asker;
            this.bond = bond;
            this.from = from;
            this.secrets = secrets;
            this.opened = opened;
            this.used = used;
        }
    }

    /**
     * What a cookie was worth.
     *
     * @param asker {@code NOBODY} where it was worth nothing
     * @param session its name; empty for none
     */
    public record Seen(Asker asker, String session) {
        static final Seen NOTHING = new Seen(Asker.NOBODY, "");
    }

    /** Takes up those that were open before a restart; a file that cannot be understood logs everybody out. */
    public Sessions(Path stateFolder, HouseClock clock, Executor disk) {
        this.clock = clock;
        this.disk = disk;
        this.file = new OwnFile(stateFolder.resolve(FILE));
        this.alarms = new LinePace(clock, 10, Duration.ofMinutes(1));
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
        Instant since = Instant.parse(kept.requireText("rotated"));
        String from = kept.text("from");
        return new Session(
                kept.requireText("name"),
                Asker.valueOf(kept.requireText("asker")),
                kept.requireText("bond"),
                from == null ? "" : from,
                new Rotation(kept.requireText("current"), since, kept.texts("offers")),
                Instant.parse(kept.requireText("opened")),
                Instant.parse(kept.requireText("used")));
    }

    /**
     * Opens one and returns its cookie's value.
     *
     * @param bond what it hangs on: once {@link #keep} no longer accepts that, the session is over
     */
    public synchronized String open(Asker asker, String bond, InetAddress from) {
        Instant now = clock.now();
        boolean room = true;
        if (asker == Asker.GUEST) {
            room = makeRoom(s -> s.asker == asker && s.bond.equals(bond), MOST_OF_LINK);
        }
        room &= makeRoom(s -> s.asker == asker, MOST);
        String name = Secrets.random(NAME_BYTES);
        String secret = Secrets.random(SECRET_BYTES);
        Rotation secrets = new Rotation(Secrets.digest(secret), now, List.of());
        sessions.put(name, new Session(name, asker, bond, from.getHostAddress(), secrets, now, now));
        save();
        if (!room) {
            ended.run();
        }
        return name + "." + secret;
    }

    /** False where some had to make way. */
    private boolean makeRoom(Predicate<Session> kind, int most) {
        int before = sessions.size();
        while (sessions.values().stream().filter(kind).count() >= most) {
            sessions.values().stream()
                    .filter(kind)
                    .min(Comparator.comparing(s -> s.used))
                    .ifPresent(oldest -> sessions.remove(oldest.name));
        }
        return sessions.size() == before;
    }

    /** What a cookie's value is worth now. */
    public synchronized Seen look(String value, InetAddress from) {
        Session session = session(value);
        if (session == null) {
            return Seen.NOTHING;
        }
        Instant now = clock.now();
        if (isOver(session, now)) {
            over(session);
            return Seen.NOTHING;
        }
        String secret = secret(value);
        boolean changes = !session.secrets.isCurrent(secret);
        Rotation.Worth worth = session.secrets.show(secret, now);
        if (worth == Rotation.Worth.COPY) {
            over(session);
            alarm(
                    "a session's cookie was used twice, the second time from {}: somebody has a copy of it. The session"
                            + " is over; who was it has to log in again{}",
                    from);
            return Seen.NOTHING;
        }
        if (session.secrets.isIgnored(now)) {
            over(session);
            alarm(
                    "a session's cookie was to be replaced again and again, and was not, the last time for {}: somebody may"
                            + " have a copy of it. The session is over; who was it has to log in again{}",
                    from);
            return Seen.NOTHING;
        }
        if (worth == Rotation.Worth.CURRENT) {
            session.used = now;
            if (changes) {
                save();
            }
        }
        return new Seen(session.asker, session.name);
    }

    /** The same at the end of a request that {@link #look} let in at its beginning: the secret may have changed since. */
    public synchronized Seen lookAgain(String value) {
        Session session = session(value);
        if (session == null || isOver(session, clock.now()) || !session.secrets.knows(secret(value))) {
            return Seen.NOTHING;
        }
        return new Seen(session.asker, session.name);
    }

    /** A value that takes the place of one in force, for one answer that does go to who showed that; null where it stays. */
    public synchronized @Nullable String renew(String value) {
        Session session = session(value);
        if (session == null || !session.secrets.isCurrent(secret(value))) {
            return null;
        }
        String fresh = session.secrets.offer(clock.now(), Secrets.random(SECRET_BYTES));
        if (fresh == null) {
            return null;
        }
        save();
        return session.name + "." + fresh;
    }

    private @Nullable Session session(String value) {
        int dot = value.indexOf('.');
        return dot < 0 ? null : sessions.get(value.substring(0, dot));
    }

    private static String secret(String value) {
        return Secrets.digest(value.substring(value.indexOf('.') + 1));
    }

    private void over(Session session) {
        sessions.remove(session.name);
        save();
        ended.run();
    }

    /** Who has many sessions could have many of them end. */
    private void alarm(String text, InetAddress from) {
        OptionalLong leftOut = alarms.next();
        if (leftOut.isPresent()) {
            LOG.warn(text, from.getHostAddress(), LinePace.more(leftOut.getAsLong()));
        }
    }

    /** Whether one of that name is open. */
    public synchronized boolean isOpen(String name) {
        Session session = sessions.get(name);
        return session != null && !isOver(session, clock.now());
    }

    /** Where those of a kind were opened from. */
    synchronized List<String> addresses(Asker asker) {
        return sessions.values().stream()
                .filter(s -> s.asker == asker && !s.from.isEmpty())
                .map(s -> s.from)
                .toList();
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
                    .put("from", s.from)
                    .put("current", s.secrets.current())
                    .put("offers", s.secrets.offers())
                    .put("opened", s.opened)
                    .put("rotated", s.secrets.since())
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
