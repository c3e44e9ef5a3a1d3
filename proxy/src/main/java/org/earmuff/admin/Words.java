package org.earmuff.admin;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.words.Phrases;

/** Verdicts, times and amounts as a person reads them; times are those of the clock on the wall. */
public final class Words {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter WEEKDAY = Phrases.date("date.weekday-time");
    private static final DateTimeFormatter DATE = Phrases.date("date.day-time");

    private final ZoneId zone;
    private final Instant now;

    public Words(ZoneId zone, Instant now) {
        this.zone = zone;
        this.now = now;
    }

    /**
     * Such as {@code withheld until 07:00}: the instant at which sound may leave again, not that at which another reason takes over.
     * Where the verdict becomes another one meanwhile, such as {@code refused until 22:00, then withheld until 07:00}.
     */
    public String verdict(Outlook outlook) {
        Decision next = outlook.next();
        String first = past(outlook.now().verdict());
        if (next == null || past(next.verdict()).equals(first)) {
            return until(first, outlook.until());
        }
        return Phrases.say(
                "then", until(first, outlook.now().validUntil()), until(past(next.verdict()), outlook.until()));
    }

    private String until(String what, Instant end) {
        return end.equals(Instant.MAX) ? what : Phrases.say("until", what, time(end));
    }

    /** Such as {@code hours · day-time (earmuff.yaml:31)}, or {@code muted by api · all until 22:00, then hours · …}. */
    public String why(Outlook outlook, Optional<MuteOrder> mute) {
        String first = why(outlook.now(), mute);
        Decision next = outlook.next();
        return next == null
                ? first
                : Phrases.say("then", until(first, outlook.now().validUntil()), why(next, Optional.empty()));
    }

    private String why(Decision decision, Optional<MuteOrder> mute) {
        if (decision.reason() == Reason.MUTE && mute.isPresent()) {
            MuteOrder order = mute.get();
            String said = order.reason().isBlank() ? "" : " (" + order.reason() + ")";
            return Phrases.say("muted.by", order.by(), scope(order.scope())) + said;
        }
        String reason = decision.reason() == Reason.DEFAULT && decision.verdict() instanceof Verdict.Allow
                ? Phrases.say("reason.none")
                : reason(decision.reason().word());
        RuleRef rule = decision.rule();
        return rule == null ? reason : reason + " · " + rule.name() + " (" + place(rule) + ")";
    }

    /** Such as {@code room Kitchen}. */
    static String scope(Scope scope) {
        if (scope instanceof Scope.Room room) {
            return Phrases.say("what.room", room.name());
        }
        return scope instanceof Scope.Speaker speaker
                ? Phrases.say("what.speaker", speaker.name())
                : Phrases.say("everything");
    }

    /**
     * Such as {@code withheld from 23:30 · day-time}; empty where nothing changes, where nobody knows to what, and where what is withheld
     * until then says it already.
     */
    String coming(Outlook outlook) {
        Decision then = outlook.then();
        boolean told = then != null && Outlook.stops(outlook.now()) && then.verdict() instanceof Verdict.Allow;
        if (then == null || told) {
            return "";
        }
        String from = Phrases.say("next", past(then.verdict()), time(outlook.until()));
        RuleRef rule = then.rule();
        return rule == null ? from : from + " · " + rule.name();
    }

    /** A day's time where that is within 24 hours, else with the weekday or the date. */
    public String time(Instant instant) {
        ZonedDateTime then = instant.atZone(zone);
        LocalDate today = LocalDate.ofInstant(now, zone);
        long hours = Duration.between(now, instant).abs().toHours();
        if (then.toLocalDate().equals(today) || (hours < 24 && instant.isAfter(now))) {
            return TIME.format(then);
        }
        return (hours < 24 * 6 ? WEEKDAY : DATE).format(then);
    }

    /** Such as {@code 41 s}, {@code 3 min 05 s}, {@code 1 h 12 min}. */
    public static String seconds(double seconds) {
        long whole = Math.round(seconds);
        if (seconds < 10) {
            return String.format(Locale.ROOT, seconds == 0 ? "%.0f s" : "%.1f s", seconds);
        }
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** Rounded to tenths: more would pretend to know. */
    static double tenths(double value) {
        return Math.round(value * 10) / 10.0;
    }

    static String past(Verdict verdict) {
        if (verdict instanceof Verdict.Limit limit) {
            return Phrases.say("verdict.limit", rate(limit.rate().bytesPerSecond()));
        }
        return Phrases.say("verdict." + verdict.word());
    }

    /** The words for a reason's word, such as {@code unknown device}. */
    static String reason(String word) {
        return Phrases.below("reason.").getOrDefault(word, word);
    }

    /** A rule as rows name it, without its file's folder: {@code day-time (earmuff.yaml:31)}. */
    static String rule(String text) {
        int open = text.lastIndexOf(" (");
        int slash = text.lastIndexOf('/');
        return open < 0 || slash < open ? text : text.substring(0, open + 2) + text.substring(slash + 1);
    }

    /** Such as {@code 9 bytes}, {@code 38 kB}, {@code 1.2 MB}. */
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        return bytes < 1_000_000
                ? Math.round(bytes / 1000.0) + " kB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1_000_000.0);
    }

    /** The wall clock's hour and minute. */
    String wall(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    static String rate(long bytesPerSecond) {
        return bytesPerSecond >= 1000 ? bytesPerSecond * 8 / 1000 + " kbit/s" : bytesPerSecond + " B/s";
    }

    private static String place(RuleRef rule) {
        Path file = Path.of(rule.file()).getFileName();
        return (file == null ? rule.file() : file) + ":" + rule.line();
    }
}
