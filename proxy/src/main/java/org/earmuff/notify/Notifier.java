package org.earmuff.notify;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.rules.voice.Sound;
import org.jspecify.annotations.Nullable;

/**
 * Watches for what receivers want to be told of. Of one kind and speaker each receiver gets one message in ten minutes; the next one says
 * how many there were in between.
 */
public final class Notifier implements FlowObserver, AutoCloseable {

    static final Duration PAUSE = Duration.ofMinutes(10);

    private static final int MOST_DEVICES = 1024;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final HouseClock clock;
    private final Supplier<MuteState> mutes;
    private final Consumer<Message> postman;
    private final Runnable close;
    private final Map<Long, Long> spoken = new ConcurrentHashMap<>();
    private final Map<Key, Told> told = new HashMap<>();
    private final Map<InetAddress, Boolean> devices = new LinkedHashMap<>();
    private volatile List<Receiver> receivers = List.of();
    private volatile ZoneId zone = ZoneId.of("UTC");
    private volatile @Nullable LocalDate headTold;

    private record Key(Receiver receiver, Topic topic, String speaker) {}

    /** When last, and how often it was not told since. */
    private record Told(long nanos, int since) {}

    /** @param mutes the mutes in force; never blocks */
    public Notifier(HouseClock clock, Supplier<MuteState> mutes) {
        this(clock, mutes, new Postman());
    }

    Notifier(HouseClock clock, Supplier<MuteState> mutes, Postman postman) {
        this.clock = clock;
        this.mutes = mutes;
        this.postman = postman::take;
        this.close = postman::close;
    }

    /** Who is told from now on, and on whose clock times are read. */
    public void apply(List<Receiver> next, ZoneId zone) {
        this.zone = zone;
        receivers = List.copyOf(next);
        synchronized (told) {
            told.keySet().removeIf(key -> !next.contains(key.receiver()));
        }
    }

    @Override
    public void opened(Flow flow) {
        if (!receivers.isEmpty()
                && flow.speaker().equals(Flow.UNKNOWN)
                && isNew(flow.source().getAddress())) {
            String text = "A device that is no configured speaker reached Earmuff at " + time(flow.openedAt()) + ": "
                    + flow.source().getAddress().getHostAddress()
                    + ". What it may do is what unknown-devices says; to name it, add it below speakers.";
            tell(Topic.NEW_DEVICE, Flow.UNKNOWN, text, r -> true);
        }
    }

    /** Bounded: of a flood of made-up addresses, the first ones are forgotten. */
    private boolean isNew(InetAddress address) {
        synchronized (devices) {
            boolean isNew = devices.put(address, Boolean.TRUE) == null;
            if (devices.size() > MOST_DEVICES) {
                devices.remove(devices.keySet().iterator().next());
            }
            return isNew;
        }
    }

    @Override
    public void soundBegan(Flow flow, @Nullable String name, Decision decision) {
        spoken.remove(flow.id());
    }

    /** Told while it goes on: one that never ends is the one to know of. */
    @Override
    public void spoken(Flow flow, long millis) {
        if (receivers.isEmpty()) {
            return;
        }
        long now = spoken.merge(flow.id(), millis, Long::sum);
        long before = now - millis;
        for (Receiver receiver : receivers) {
            long most = receiver.longUpload().toMillis();
            if (before < most && now >= most) {
                String text = who(flow) + " has sent " + receiver.longUpload().toSeconds() + " s of sound in one go at "
                        + time(clock.now()) + ", and may be going on.";
                tell(Topic.LONG_UPLOAD, flow.speaker(), text, receiver::equals);
            }
        }
    }

    @Override
    public void uploaded(Upload upload) {
        spoken.remove(upload.flow().id());
        Sound sound = upload.burst().sound();
        if (sound == null && upload.forwardedBytes() == 0) {
            return;
        }
        boolean muted = mutes.get().at(clock.now()).on(Scope.ALL).isPresent();
        String text = said(upload, sound);
        tell(Topic.UPLOAD_WHILE_AWAY, upload.flow().speaker(), text, r -> muted || isAway(r.away(), upload.start()));
    }

    private boolean isAway(@Nullable WeeklyHours away, Instant at) {
        return away != null && away.openAt(at, zone);
    }

    private String said(Upload upload, @Nullable Sound sound) {
        String kind = sound == null ? "sound" : "sound (" + sound.kind().word() + ")";
        String at = " at " + time(upload.start());
        if (upload.forwardedBytes() == 0) {
            return who(upload.flow()) + " tried to send " + kind + at + ". It was withheld, nothing left.";
        }
        double share = Math.min(
                1, (double) upload.forwardedBytes() / Math.max(1, upload.burst().wireBytes()));
        String seconds =
                sound == null ? "" : String.format(Locale.ROOT, "about %.1f s of ", sound.audioSeconds() * share);
        return who(upload.flow()) + " sent " + seconds + kind + at + ": " + upload.forwardedBytes() + " bytes.";
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        spoken.remove(flow.id());
    }

    /**
     * The account cannot be written, or rows were lost.
     *
     * @param why a clause, such as {@code 12 rows could not be kept}
     */
    public void ledgerBroken(String why) {
        tell(Topic.LEDGER_BROKEN, "", "The account of what left is incomplete: " + why + ".", r -> true);
    }

    /**
     * Somebody else has changed the account's file. It is told beside lost rows, never instead of them.
     *
     * @param what a clause, such as {@code row 7: its hash is not that of its content}
     */
    public void ledgerChanged(String what) {
        String text = "Somebody other than Earmuff has changed the account of what left: " + what
                + ". Run earmuff ledger verify, which says what is still proven and what to do.";
        tell(Topic.LEDGER_BROKEN, "changed", text, r -> true);
    }

    /**
     * The account was signed: told once a day.
     *
     * @param head the row and its hash
     * @param key the fingerprint of the key
     */
    public void ledgerHead(String head, String key) {
        LocalDate today = LocalDate.ofInstant(clock.now(), zone);
        if (!today.equals(headTold)) {
            headTold = today;
            String text = "The account stands at " + head + ", signed by key " + key
                    + ". Keep this: earmuff ledger verify --head \"" + head
                    + "\" shows later whether anything up to here was changed.";
            tell(Topic.LEDGER_HEAD, "", text, r -> true);
        }
    }

    private void tell(Topic topic, String speaker, String text, Predicate<Receiver> concerns) {
        for (Receiver receiver : receivers) {
            if (receiver.on().contains(topic) && concerns.test(receiver)) {
                int since = notTold(new Key(receiver, topic, speaker));
                if (since >= 0) {
                    String more = since == 0 ? "" : " It was the same " + since + " more times since the last message.";
                    postman.accept(new Message(receiver, topic, text + more));
                }
            }
        }
    }

    /** How many were not told since the last one; -1 where this is another of those. */
    private int notTold(Key key) {
        long now = clock.nanos();
        synchronized (told) {
            Told last = told.get(key);
            if (last != null && now - last.nanos() < PAUSE.toNanos()) {
                told.put(key, new Told(last.nanos(), last.since() + 1));
                return -1;
            }
            told.put(key, new Told(now, 0));
            return last == null ? 0 : last.since();
        }
    }

    private static String who(Flow flow) {
        return flow.room().isEmpty() ? flow.speaker() : flow.speaker() + " (" + flow.room() + ")";
    }

    private String time(Instant at) {
        return TIME.withZone(zone).format(at) + " (" + zone.getId() + ")";
    }

    @Override
    public void close() {
        close.run();
    }
}
