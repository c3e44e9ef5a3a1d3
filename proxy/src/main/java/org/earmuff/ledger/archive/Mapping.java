package org.earmuff.ledger.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of the home's speakers a device of an archive is, and how its times are to be read. */
final class Mapping {

    /** From so much beyond chance on, a device is taken for a speaker. */
    private static final double FITS = 5;
    /** Where one device and one speaker are left, less will do. */
    private static final double FITS_AS_THE_LAST = 1.5;
    /** A device's own clock is believed if it fits so much better than the archive's. */
    private static final double OWN_CLOCK = 15;
    /** From so few rows nothing can be learnt. */
    private static final int FEW = 4;

    private static final String AS_SAID = "as you said";
    private static final String BY_NAME = "by its name";

    /**
     * One device's place.
     *
     * @param speakers none where it fits none
     * @param how why these
     */
    record Place(Track track, List<String> speakers, String how, Learning.Fit fit) {
        /** Whether it is known to be this speaker's without looking at the times. */
        boolean named() {
            return how.equals(AS_SAID) || how.equals(BY_NAME);
        }
    }

    private final List<Track> tracks;
    private final Map<String, long[]> lanes;
    private final @Nullable String fixed;
    private final Learning.Fit shared;

    private Mapping(List<Track> tracks, Map<String, long[]> lanes, @Nullable String fixed) {
        this.tracks = tracks;
        this.lanes = lanes;
        this.fixed = fixed;
        this.shared = Learning.of(couples(tracks, lanes));
    }

    /**
     * Places every track.
     *
     * @param lanes the times of each speaker that may be of this vendor
     * @param fixed the speaker that the user named
     */
    static List<Place> of(List<Track> tracks, Map<String, long[]> lanes, @Nullable String fixed) {
        Mapping mapping = new Mapping(tracks, lanes, fixed);
        return mapping.learntAgain(mapping.places());
    }

    /** Once it is known who is who, other speakers' times no longer blur the ends of the window. */
    private List<Place> learntAgain(List<Place> places) {
        List<Learning.Couple> known = places.stream()
                .filter(p -> p.fit().equals(shared) && !p.speakers().isEmpty())
                .map(p -> new Learning.Couple(
                        p.track().times(),
                        p.speakers().stream()
                                .flatMapToLong(s -> Arrays.stream(ours(s)))
                                .sorted()
                                .toArray()))
                .toList();
        Learning.Fit again = Learning.of(known);
        return !shared.learnt() || !again.learnt()
                ? places
                : places.stream()
                        .map(p -> p.fit().equals(shared) ? new Place(p.track(), p.speakers(), p.how(), again) : p)
                        .toList();
    }

    private static List<Learning.Couple> couples(List<Track> tracks, Map<String, long[]> lanes) {
        List<Learning.Couple> couples = new ArrayList<>();
        for (Track track : tracks) {
            lanes.values().forEach(ours -> couples.add(new Learning.Couple(track.times(), ours)));
        }
        return couples;
    }

    /** A speaker for a device, with how well it fits. */
    private record Candidate(Track track, String speaker, Learning.Fit fit, double score) {}

    private List<Place> places() {
        Map<Track, Place> placed = new LinkedHashMap<>();
        Set<String> taken = new LinkedHashSet<>();
        List<Track> named = tracks.stream().filter(t -> t.device() != null).toList();
        for (Track track : named) {
            String same = fixed != null ? fixed : sameName(track.device());
            if (same != null && lanes.containsKey(same)) {
                Candidate c = candidate(track, same);
                placed.put(track, new Place(track, List.of(same), fixed != null ? AS_SAID : BY_NAME, c.fit()));
                taken.add(same);
            }
        }
        candidates(named, placed.keySet(), taken).stream()
                .filter(c -> c.score() >= FITS)
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .forEach(c -> {
                    if (!placed.containsKey(c.track()) && taken.add(c.speaker())) {
                        placed.put(
                                c.track(), new Place(c.track(), List.of(c.speaker()), "its times fit best", c.fit()));
                    }
                });
        candidates(named, placed.keySet(), taken).stream()
                .filter(c -> named.size() - placed.size() == 1 && lanes.size() - taken.size() == 1)
                .filter(c -> c.score() >= FITS_AS_THE_LAST)
                .findFirst()
                .ifPresent(c -> placed.put(
                        c.track(),
                        new Place(c.track(), List.of(c.speaker()), "the only one left, and it fits", c.fit())));
        if (named.size() == 1 && lanes.size() == 1 && placed.isEmpty()) {
            placed.put(named.get(0), new Place(named.get(0), List.copyOf(lanes.keySet()), "the only one", shared));
        }
        return tracks.stream()
                .map(t -> t.device() == null
                        ? nameless(t)
                        : placed.getOrDefault(
                                t, new Place(t, List.of(), "its times fit no speaker of this home", shared)))
                .toList();
    }

    private List<Candidate> candidates(List<Track> named, Set<Track> placed, Set<String> taken) {
        List<Candidate> all = new ArrayList<>();
        for (Track track : named) {
            if (!placed.contains(track)) {
                lanes.keySet().stream()
                        .filter(speaker -> !taken.contains(speaker))
                        .forEach(speaker -> all.add(candidate(track, speaker)));
            }
        }
        return all;
    }

    private Candidate candidate(Track track, String speaker) {
        Learning.Couple couple = new Learning.Couple(track.times(), ours(speaker));
        double common = score(couple, shared);
        Learning.Fit own = Learning.of(List.of(couple));
        boolean better = own.learnt() && score(couple, own) > common + OWN_CLOCK;
        return better
                ? new Candidate(track, speaker, own, score(couple, own))
                : new Candidate(track, speaker, shared, common);
    }

    private long[] ours(String speaker) {
        return lanes.getOrDefault(speaker, new long[0]);
    }

    private static double score(Learning.Couple couple, Learning.Fit fit) {
        int held = Pairing.of(fit.window(), couple.theirs(), couple.ours()).count();
        return Learning.beyond(
                held, Learning.chance(List.of(couple)) * (fit.window().width() / 1000.0));
    }

    /** Times without a device may be of any speaker whose times they fit. */
    private Place nameless(Track track) {
        if (fixed != null) {
            return new Place(track, List.of(fixed), AS_SAID, shared);
        }
        if (lanes.size() == 1) {
            return new Place(track, List.copyOf(lanes.keySet()), "the only one", shared);
        }
        List<String> fitting = lanes.keySet().stream()
                .filter(s -> score(new Learning.Couple(track.times(), ours(s)), shared) >= FITS)
                .toList();
        if (track.size() <= FEW && fitting.isEmpty()) {
            return new Place(track, List.copyOf(lanes.keySet()), "too few rows to tell", shared);
        }
        return new Place(
                track,
                fitting,
                fitting.isEmpty()
                        ? "its times fit no speaker of this home"
                        : "the archive names no device; their times fit",
                shared);
    }

    private @Nullable String sameName(@Nullable String device) {
        String plain = plain(device);
        return lanes.keySet().stream()
                .filter(s -> plain(s).equals(plain))
                .findFirst()
                .orElse(null);
    }

    private static String plain(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** Whether a place's times may be matched: nothing is matched by an offset that nothing speaks for. */
    static boolean usable(Place place) {
        return !place.speakers().isEmpty()
                && (place.fit().learnt() || place.track().size() <= FEW);
    }
}
