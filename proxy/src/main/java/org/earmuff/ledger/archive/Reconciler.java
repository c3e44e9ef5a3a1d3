package org.earmuff.ledger.archive;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.earmuff.ledger.OnTimes;
import org.earmuff.ledger.archive.HomeRows.Sent;
import org.earmuff.ledger.archive.Reconciliation.Clock;
import org.earmuff.ledger.archive.Reconciliation.Item;
import org.jspecify.annotations.Nullable;

/** One reconciliation while it is made. */
final class Reconciler {

    /** Where vendors and most of their customers are; an offset alone does not follow summer time. */
    private static final List<String> ZONES = List.of(
            "America/Los_Angeles",
            "America/Denver",
            "America/Chicago",
            "America/New_York",
            "Europe/London",
            "Europe/Berlin",
            "Australia/Sydney");
    /** Another zone must fit so much better. */
    private static final double OTHER_ZONE = 10;

    private final Archive archive;
    private final HomeRows home;
    private final Household household;
    private final List<Item> matched = new ArrayList<>();
    private final List<Item> theirsOnly = new ArrayList<>();
    private final List<Item> oursOnly = new ArrayList<>();
    private final List<Item> unclear = new ArrayList<>();
    private final List<Clock> clocks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<Long> used = new HashSet<>();
    /** For each speaker that an archive shows: from when to when, by the home's clock. */
    private final Map<String, long[]> shown = new HashMap<>();

    private final Set<String> inArchive = new HashSet<>();
    private long notAsked;

    Reconciler(Archive archive, HomeRows home, Household household) {
        this.archive = archive;
        this.home = home;
        this.household = household;
    }

    private record Reading(ZoneId zone, Map<Source.Vendor, List<Mapping.Place>> places, double score) {}

    Reconciliation run() {
        Reading reading = reading(household.zone());
        String how = "";
        if (archive.entries().stream().anyMatch(e -> !e.zoned())) {
            ZoneId own = reading.zone();
            reading = bestReading(reading);
            how = reading.zone().equals(own)
                    ? "times without a zone are read in the household's zone"
                            + (reading.score() > 0 ? ", in which they fit" : "; nothing speaks for another")
                    : "times without a zone are read in a zone in which they fit, which is not the household's";
        }
        for (List<Mapping.Place> places : reading.places().values()) {
            places.forEach(this::place);
            shown(places);
        }
        ours();
        noteRest();
        for (List<Item> list : List.of(matched, theirsOnly, oursOnly, unclear)) {
            list.sort(Comparator.comparing(Item::at).thenComparingLong(Item::id));
        }
        return new Reconciliation(
                matched, theirsOnly, oursOnly, unclear, clocks, archive.account(), reading.zone(), how, notes);
    }

    /** The household's zone, else UTC; others only where neither makes the clocks agree. */
    private Reading bestReading(Reading own) {
        Reading utc = reading(ZoneOffset.UTC);
        Reading best = utc.score() > own.score() + 1 ? utc : own;
        if (best.score() > 0 && far(best)) {
            for (String zone : ZONES) {
                Reading other = reading(ZoneId.of(zone));
                best = other.score() > best.score() + OTHER_ZONE ? other : best;
            }
        }
        return best;
    }

    private static boolean far(Reading reading) {
        return reading.places().values().stream()
                .flatMap(List::stream)
                .filter(Mapping::usable)
                .anyMatch(p -> Math.abs(p.fit().window().from()) > 900_000);
    }

    private Reading reading(ZoneId zone) {
        Map<Source.Vendor, List<Mapping.Place>> places = new LinkedHashMap<>();
        double score = 0;
        for (Map.Entry<Source.Vendor, List<Track>> e :
                Track.of(archive.entries(), zone).entrySet()) {
            Map<String, long[]> lanes = lanes(e.getKey());
            List<Mapping.Place> placed = Mapping.of(e.getValue(), lanes, household.speaker());
            places.put(e.getKey(), placed);
            score += placed.stream()
                    .filter(Mapping::usable)
                    .mapToDouble(p -> p.fit().score())
                    .sum();
        }
        return new Reading(zone, places, score);
    }

    private Map<String, long[]> lanes(Source.Vendor vendor) {
        Map<String, List<Sent>> by = new LinkedHashMap<>();
        for (Sent sent : home.uploads()) {
            if (household.mayBe(sent.speaker(), vendor)) {
                by.computeIfAbsent(sent.speaker(), s -> new ArrayList<>()).add(sent);
            }
        }
        Map<String, long[]> lanes = new LinkedHashMap<>();
        by.forEach((speaker, sent) ->
                lanes.put(speaker, sent.stream().mapToLong(Sent::millis).toArray()));
        if (household.speaker() != null) {
            lanes.putIfAbsent(household.speaker(), new long[0]);
        }
        return lanes;
    }

    private void place(Mapping.Place place) {
        Track track = place.track();
        Window window = place.fit().window();
        boolean usable = Mapping.usable(place);
        List<Sent> candidates = usable ? sentBy(place.speakers()) : List.of();
        int[] partners = Pairing.of(
                        window,
                        track.times(),
                        candidates.stream().mapToLong(Sent::millis).toArray())
                .partners();
        int found = 0;
        for (int i = 0; i < partners.length; i++) {
            if (partners[i] >= 0) {
                found++;
                Sent sent = candidates.get(partners[i]);
                used.add(sent.id());
                matched.add(item(track, i, sent, ""));
            } else {
                alone(place, i, usable);
            }
        }
        clocks.add(clock(place, usable, found));
        if ((usable && found > 0) || place.named()) {
            inArchive.addAll(place.speakers());
        }
    }

    /** An archive is taken to be whole from its first to its last activation, of whatever device. */
    private void shown(List<Mapping.Place> places) {
        for (Mapping.Place place : places) {
            Window window = place.fit().window();
            long from = place.track().times()[0] - window.to();
            long to = place.track().times()[place.track().size() - 1] - window.from();
            places.stream()
                    .flatMap(p -> p.speakers().stream())
                    .filter(inArchive::contains)
                    .forEach(speaker -> shown.merge(speaker, new long[] {from, to}, Reconciler::span));
        }
    }

    private static long[] span(long[] a, long[] b) {
        return new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])};
    }

    private List<Sent> sentBy(List<String> speakers) {
        return home.uploads().stream()
                .filter(s -> speakers.contains(s.speaker()) && !used.contains(s.id()))
                .toList();
    }

    private static Item item(Track track, int i, Sent sent, String note) {
        return new Item(
                Instant.ofEpochMilli(track.times()[i]),
                track.steps()[i],
                track.device(),
                sent.id(),
                sent.at(),
                sent.speaker(),
                sent.seconds(),
                note);
    }

    /** They hold it and nothing of ours goes with it. */
    private void alone(Mapping.Place place, int i, boolean usable) {
        Track track = place.track();
        Window window = place.fit().window();
        Instant from = Instant.ofEpochMilli(track.times()[i] - window.to());
        Instant until = Instant.ofEpochMilli(track.times()[i] - window.from());
        if (!home.asked(from, until)) {
            notAsked++;
            return;
        }
        String off = whyNotKnown(from, until);
        String note = off != null ? off : usable ? withheld(place.speakers(), from, until) : place.how();
        Item item = new Item(
                Instant.ofEpochMilli(track.times()[i]),
                track.steps()[i],
                track.device(),
                0,
                null,
                place.speakers().size() == 1 ? place.speakers().get(0) : null,
                0,
                note);
        (off != null ? unclear : theirsOnly).add(item);
    }

    /** Why the account says nothing of a stretch of time; null where it does. */
    private @Nullable String whyNotKnown(Instant from, Instant until) {
        List<OnTimes.Span> on = home.times().on();
        if (on.isEmpty() || until.isBefore(on.get(0).from())) {
            return "before the ledger begins";
        }
        if (from.isAfter(on.get(on.size() - 1).until())) {
            return "after the ledger ends";
        }
        if (home.times().throughout(from, until)) {
            return null;
        }
        boolean gap = home.times().at(from) == OnTimes.State.GAP || home.times().at(until) == OnTimes.State.GAP;
        return gap ? "rows of that time could not be kept" : "the appliance was off";
    }

    private String withheld(List<String> speakers, Instant from, Instant until) {
        boolean there = home.attempts().stream()
                .anyMatch(a -> speakers.contains(a.speaker())
                        && a.millis() >= from.toEpochMilli()
                        && a.millis() <= until.toEpochMilli());
        return there ? "sound was withheld here at that moment" : "";
    }

    private Clock clock(Mapping.Place place, boolean usable, int found) {
        Window w = place.fit().window();
        double cut = place.fit().minute() ? 30 : 0;
        double middle = (w.usualFrom() + w.usualTo()) / 2000.0;
        return new Clock(
                place.track().vendor().word(),
                place.track().device(),
                usable ? place.speakers() : List.of(),
                usable || place.speakers().isEmpty()
                        ? place.how()
                        : "nothing fits: no offset makes these times those of this home",
                place.fit().learnt(),
                place.fit().minute(),
                Math.round((middle + cut) * 10) / 10.0,
                w.from() / 1000.0,
                w.to() / 1000.0,
                place.track().size(),
                found);
    }

    /** What left this home and no archive shows. */
    private void ours() {
        for (Sent sent : home.uploads()) {
            if (used.contains(sent.id())) {
                continue;
            }
            if (household.speaker() != null && !household.speaker().equals(sent.speaker())) {
                continue;
            }
            long[] span = shown.get(sent.speaker());
            String why = span == null
                    ? "nothing in the archive is of this speaker"
                    : sent.millis() < span[0]
                            ? "before the archive begins"
                            : sent.millis() > span[1] ? "after the archive ends" : "";
            Item item = new Item(null, 0, null, sent.id(), sent.at(), sent.speaker(), sent.seconds(), why);
            (why.isEmpty() ? oursOnly : unclear).add(item);
        }
    }

    private void noteRest() {
        if (home.leftOut() > 0) {
            notes.add(home.leftOut()
                    + " rows of the ledger are more than can be compared at once: say --since and --until");
        }
        if (notAsked > 0) {
            notes.add(notAsked + " activations of the archive are outside the time that was asked for, and left out");
        }
        if (home.uploads().isEmpty()) {
            notes.add("the ledger has no uploads in this time");
        }
    }
}
