package org.earmuff.week;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earmuff.flow.Flow;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.LifeSign;
import org.earmuff.ledger.MuteHistory;
import org.earmuff.ledger.OnTimes;
import org.earmuff.ledger.RowKind;

/** Reads a week's report from the account. Rows go by one at a time; what is kept grows with the rooms alone. */
public final class WeekReader {

    /** Of mutes, gaps and the like; more are counted and not told one by one. */
    public static final int MOST_TOLD = 100;

    private static final Duration RETRY = Duration.ofSeconds(10);
    /** A sign of life is given once a minute: shorter stretches without one say nothing. */
    private static final Duration SHORTEST_OFF = Duration.ofMinutes(2);

    private static final String REFUSED = "refused: ";

    private final LedgerRows ledger;
    private final Week week;
    private final ZoneId zone;
    private final Instant now;
    private final Instant end;

    /** @param now a time of the week or after it; what is later is not told */
    public WeekReader(LedgerRows ledger, Week week, Instant now) {
        this.ledger = ledger;
        this.week = week;
        this.zone = week.zone();
        this.now = now;
        this.end = now.isBefore(week.to()) ? now : week.to();
    }

    /**
     * All of it. Blocks on the disk.
     *
     * @param household its name
     * @param state the state folder, whose last sign of life tells until when the appliance was on
     */
    public WeekReport read(String household, Path state) throws LedgerUnavailableException {
        boolean over = !now.isBefore(week.to());
        Instant begins = ledger.begins().orElse(null);
        List<WeekReport.Told> gaps = new ArrayList<>();
        List<WeekReport.Told> refusals = new ArrayList<>();
        ledger.inTime(
                EnumSet.of(RowKind.GAP, RowKind.CONFIG),
                week.from(),
                end,
                row -> tell(row, row.kind() == RowKind.GAP ? gaps : refusals));
        List<MuteHistory.Span> mutes = MuteHistory.read(ledger).within(week.from(), end);
        List<WeekReport.Off> offs = begins == null ? List.of() : offs(begins, state);
        return new WeekReport(
                household,
                week,
                end,
                over,
                begins,
                rooms(week.from(), end),
                rooms(week.before().from(), over ? week.from() : aWeekBefore(end)),
                mutes.subList(0, Math.min(MOST_TOLD, mutes.size())),
                Math.max(0, mutes.size() - MOST_TOLD),
                offs.subList(0, Math.min(MOST_TOLD, offs.size())),
                offs.stream().map(WeekReport.Off::length).reduce(Duration.ZERO, Duration::plus),
                gaps,
                refusals);
    }

    private Instant aWeekBefore(Instant instant) {
        return LocalDateTime.ofInstant(instant, zone).minusWeeks(1).atZone(zone).toInstant();
    }

    private static void tell(LedgerRow row, List<WeekReport.Told> list) {
        String what = String.valueOf(row.reason());
        boolean refused = what.startsWith(REFUSED);
        if (list.size() < MOST_TOLD && (row.kind() == RowKind.GAP || refused)) {
            list.add(new WeekReport.Told(row.at(), refused ? what.substring(REFUSED.length()) : what));
        }
    }

    private Map<String, RoomWeek> rooms(Instant from, Instant to) throws LedgerUnavailableException {
        Map<String, RoomWeek> rooms = new TreeMap<>();
        Map<String, Instant> tries = new HashMap<>();
        ledger.inTime(EnumSet.of(RowKind.UPLOAD, RowKind.ATTEMPT), from, to, row -> {
            String speaker = String.valueOf(row.speaker());
            if (row.kind() == RowKind.ATTEMPT) {
                Instant before = tries.put(speaker, row.at());
                if (before != null && !row.at().isAfter(before.plus(RETRY))) {
                    return;
                }
            }
            String room = row.room() == null ? "" : row.room();
            rooms.computeIfAbsent(speaker.equals(Flow.UNKNOWN) ? WeekReport.STRANGERS : room, r -> new RoomWeek())
                    .add(row, zone);
        });
        return rooms;
    }

    private List<WeekReport.Off> offs(Instant begins, Path state) throws LedgerUnavailableException {
        Instant sign = LifeSign.last(state).orElse(null);
        OnTimes times = ledger.reader().onTimes(week.from(), sign);
        List<WeekReport.Off> offs = new ArrayList<>();
        Instant on = begins.isAfter(week.from()) ? begins : week.from();
        for (OnTimes.Span span : times.on()) {
            off(offs, on, span.from());
            on = span.until().isAfter(on) ? span.until() : on;
        }
        off(offs, on, end);
        return offs;
    }

    private void off(List<WeekReport.Off> offs, Instant from, Instant to) {
        Instant until = to.isBefore(end) ? to : end;
        if (Duration.between(from, until).compareTo(SHORTEST_OFF) > 0) {
            offs.add(new WeekReport.Off(from, until));
        }
    }
}
