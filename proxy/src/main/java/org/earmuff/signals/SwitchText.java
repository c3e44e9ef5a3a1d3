package org.earmuff.signals;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What the file whose presence mutes may say: a line for each scope,
 *
 * <pre>SCOPE [for DURATION | until TIME] [because REASON]</pre>
 *
 * where SCOPE is {@code all}, {@code room:NAME} or {@code speaker:NAME} of this house. Empty lines and those that begin with # say
 * nothing; a file that says nothing mutes all. Durations and times of day count from when the file was written.
 */
final class SwitchText {

    static final int LONGEST_REASON = 200;

    private static final Duration FARTHEST = Duration.ofDays(3660);
    private static final Pattern REST =
            Pattern.compile("(?:(for|until)\\s+(?!because\\b)(.+?))??(?:\\s*\\bbecause\\s+(.+))?");

    private final Supplier<List<Scope>> scopes;
    private final Supplier<ZoneId> zone;
    private final MuteOrder.Style style;

    /**
     * @param scopes those of this house
     * @param zone whose wall clock times are read on
     * @param style what these mutes do
     */
    SwitchText(Supplier<List<Scope>> scopes, Supplier<ZoneId> zone, MuteOrder.Style style) {
        this.scopes = scopes;
        this.zone = zone;
        this.style = style;
    }

    MuteOrder order(Scope scope, @Nullable Instant until, String reason, Instant now) {
        return new MuteOrder(scope, style, until, FileMutes.BY, reason, now);
    }

    /**
     * One order a scope.
     *
     * @param written when the file was
     * @throws IllegalArgumentException with a sentence that names the line
     */
    List<MuteOrder> parse(String text, Instant written, Instant now) {
        // A file from the future is one of before the clock was set right.
        Instant from = written.isAfter(now) ? now : written;
        Map<Scope, MuteOrder> orders = new LinkedHashMap<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                MuteOrder order = line(line, from, now);
                if (orders.put(order.scope(), order) != null) {
                    throw new IllegalArgumentException("names " + order.scope() + " a second time");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + " " + e.getMessage(), e);
            }
        }
        return orders.isEmpty() ? List.of(order(Scope.ALL, null, "", now)) : new ArrayList<>(orders.values());
    }

    private MuteOrder line(String line, Instant from, Instant now) {
        Scope scope = scope(line);
        Matcher rest = REST.matcher(line.substring(scope.toString().length()).strip());
        if (!rest.matches()) {
            throw new IllegalArgumentException("goes on after " + scope + " with neither for, until nor because");
        }
        String reason = rest.group(3) == null ? "" : rest.group(3).strip();
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("has a reason that is longer than " + LONGEST_REASON + " characters");
        }
        return order(scope, end(rest.group(1), rest.group(2), from), reason, now);
    }

    /** The longest that the line begins with, for names hold spaces. */
    private Scope scope(String line) {
        List<Scope> known = scopes.get();
        return known.stream()
                .filter(s -> line.equals(s.toString()) || line.startsWith(s + " ") || line.startsWith(s + "\t"))
                .max(Comparator.comparingInt(s -> s.toString().length()))
                .orElseThrow(() -> new IllegalArgumentException("begins with no scope of this house: "
                        + String.join(", ", known.stream().map(Scope::toString).toList())));
    }

    private @Nullable Instant end(@Nullable String word, @Nullable String text, Instant from) {
        if (word == null || text == null) {
            return null;
        }
        Instant end = word.equals("for")
                ? from.plus(TimeText.duration(text))
                : TimeText.instant(text, from, zone.get(), TimeText.Sense.COMING);
        if (!end.isAfter(from)) {
            throw new IllegalArgumentException("ends before the file was written");
        }
        if (Duration.between(from, end).compareTo(FARTHEST) > 0) {
            throw new IllegalArgumentException("ends in more than ten years");
        }
        return end;
    }
}
