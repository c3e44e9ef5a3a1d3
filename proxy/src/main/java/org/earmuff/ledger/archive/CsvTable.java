package org.earmuff.ledger.archive;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table whose columns nobody documents: the column of times is the one whose values are times, the device's is found by its header, and
 * an audio identifier in any column tells both.
 */
final class CsvTable {

    private static final int SAMPLE = 200;
    private static final int NONE = -1;
    private static final Pattern VOICE =
            Pattern.compile("(?i).*(alexa|echo|voice|utterance|transcript|audio|speech|assistant|speaker|recording).*");
    private static final Pattern OTHER = Pattern.compile(
            "(?i).*(retail|order|kindle|digital|prime|payment|advert|search|cart|audible|ring\\b|game|youtube|maps|fit).*");
    private static final Pattern DEVICE_BUT =
            Pattern.compile("(?i).*(type|model|version|family|software|os\\b|count|time|date).*");

    private final String file;
    private final boolean asked;
    private final Findings findings;
    /** Whose dates may be read in two ways, until all of them are known. */
    private final List<Row> waiting = new ArrayList<>();

    private Source source = Source.TABLE;
    private int time = NONE;
    private int clock = NONE;
    private int device = NONE;

    private record Row(TimeWords.Written time, @Nullable String device, boolean identified) {}

    /** @param asked whether the user named this very file: then it is believed to be about sound */
    CsvTable(String file, boolean asked, Findings findings) {
        this.file = file;
        this.asked = asked;
        this.findings = findings;
    }

    void read(Reader in, String first) throws IOException {
        CsvRows csv = new CsvRows(in, first);
        List<List<String>> sample = new ArrayList<>();
        for (List<String> row = csv.next(); !row.isEmpty(); row = csv.next()) {
            findings.goOn();
            sample.add(row);
            if (sample.size() > SAMPLE) {
                break;
            }
        }
        boolean headed = !sample.isEmpty() && sample.get(0).stream().noneMatch(CsvTable::tellsTime);
        List<String> header = headed ? sample.remove(0) : List.of();
        columns(header, sample);
        if (!aboutSound(header, sample)) {
            findings.not(
                    file, time == NONE ? "no column holds times with their day" : "a table that tells of no sound");
            return;
        }
        source = source(header);
        sample.forEach(this::row);
        for (List<String> row = csv.next(); !row.isEmpty(); row = csv.next()) {
            findings.goOn();
            row(row);
        }
        for (long i = 0; i < csv.unclosed(); i++) {
            findings.not(file, "a quote that is never closed");
        }
        addWaiting();
    }

    private static boolean tellsTime(String cell) {
        return TimeWords.read(cell) != null || Names.identifier(cell) != null || Names.recordKey(cell) != null;
    }

    private boolean aboutSound(List<String> header, List<List<String>> sample) {
        if (sample.stream().anyMatch(row -> row.stream().anyMatch(c -> identified(c) != null))) {
            return true;
        }
        boolean voice = VOICE.matcher(file).matches()
                || header.stream().anyMatch(h -> VOICE.matcher(h).matches());
        boolean other = OTHER.matcher(file).matches();
        return time != NONE && (asked || voice || (device != NONE && !other));
    }

    private Source source(List<String> header) {
        String words = (file + " " + String.join(" ", header)).toLowerCase(Locale.ROOT);
        return words.contains("alexa") || words.contains("amazon")
                ? Source.AMAZON
                : words.contains("google") || words.contains("assistant") ? Source.GOOGLE : Source.TABLE;
    }

    private void columns(List<String> header, List<List<String>> sample) {
        int width = sample.stream().mapToInt(List::size).max().orElse(0);
        double best = 0;
        for (int column = 0; column < width; column++) {
            int at = column;
            double share = share(sample, at, cell -> TimeWords.read(cell) != null);
            double score = share < 0.5 ? 0 : share + rank(at < header.size() ? header.get(at) : "");
            if (score > best) {
                best = score;
                time = column;
            }
        }
        if (time == NONE) {
            dayAndClock(sample, width);
        }
        int found = 0;
        for (int column = 0; column < header.size(); column++) {
            int rank = column == time || column == clock ? 0 : deviceRank(header.get(column));
            if (rank > found) {
                found = rank;
                device = column;
            }
        }
    }

    /** A day in one column and the time of day in another. */
    private void dayAndClock(List<List<String>> sample, int width) {
        for (int day = 0; day < width; day++) {
            int d = day;
            if (share(sample, d, cell -> TimeWords.read(cell + " 00:00") != null) < 0.5) {
                continue;
            }
            for (int hour = 0; hour < width; hour++) {
                int h = hour;
                if (h != d && share(sample, h, cell -> TimeWords.read("2020-01-01 " + cell) != null) >= 0.5) {
                    time = d;
                    clock = h;
                    return;
                }
            }
        }
    }

    private static double share(List<List<String>> sample, int column, java.util.function.Predicate<String> is) {
        long filled = sample.stream()
                .filter(r -> column < r.size() && !r.get(column).isEmpty())
                .count();
        long are = sample.stream()
                .filter(r -> column < r.size() && is.test(r.get(column)))
                .count();
        return filled == 0 ? 0 : (double) are / filled * Math.sqrt((double) filled / sample.size());
    }

    /** Where several columns hold times, the one that tells when sound came. */
    private static double rank(String header) {
        String h = header.toLowerCase(Locale.ROOT);
        if (h.matches(".*(delet|updat|modif|export|expir|regist|purchase).*")) {
            return -0.4;
        }
        return h.matches(".*(utter|record|audio|voice|activity|spoken).*") && h.matches(".*(time|date|at).*")
                ? 0.3
                : h.matches(".*(timestamp|creat).*") ? 0.2 : h.matches(".*(time|date|start).*") ? 0.1 : 0;
    }

    private static int deviceRank(String header) {
        String h = header.toLowerCase(Locale.ROOT);
        if (h.contains("serial")) {
            return 3;
        }
        if (DEVICE_BUT.matcher(h).matches()) {
            return 0;
        }
        return h.contains("device") ? 2 : h.contains("speaker") ? 1 : 0;
    }

    private static Names.@Nullable Recording identified(String cell) {
        Names.Recording key = cell.indexOf('#') > 0 ? Names.recordKey(cell) : null;
        return key != null ? key : cell.indexOf(':') > 0 ? Names.identifier(cell) : null;
    }

    private void row(List<String> cells) {
        Row found = read(cells);
        if (found == null) {
            findings.not(file, "rows without a time that is understood");
        } else if (found.time().order() != TimeWords.Order.UNKNOWN) {
            add(found, false);
        } else if (waiting.size() < findings.bounds().waiting()) {
            waiting.add(found);
        } else {
            findings.bounds().full();
            findings.not(file, "rows after the first " + waiting.size());
        }
    }

    private @Nullable Row read(List<String> cells) {
        for (String cell : cells) {
            Names.Recording r = identified(cell);
            if (r != null) {
                return new Row(r.time(), r.device(), true);
            }
        }
        if (time == NONE || time >= cells.size() || clock >= cells.size()) {
            return null;
        }
        TimeWords.Written at = TimeWords.read(cells.get(time) + (clock == NONE ? "" : " " + cells.get(clock)));
        String who = device == NONE || device >= cells.size() ? "" : cells.get(device);
        return at == null ? null : new Row(at, who.isEmpty() || who.length() > 64 ? null : who, false);
    }

    private void addWaiting() {
        boolean dayFirst = dayFirst();
        waiting.forEach(row -> add(row, dayFirst));
    }

    private void add(Row row, boolean dayFirst) {
        findings.add(file, row.time(), dayFirst, row.device(), row.identified() ? Source.AMAZON : source);
    }

    /** From all values: a number over 12 is a day. Where none is, the order in which the rows follow one another decides. */
    private boolean dayFirst() {
        List<TimeWords.Written> open = waiting.stream().map(Row::time).toList();
        if (open.isEmpty()) {
            return false;
        }
        long days = open.stream().filter(t -> t.first() > 12).count();
        long months = open.stream().filter(t -> t.second() > 12).count();
        boolean first = days != months ? days > months : orderly(open, true) > orderly(open, false);
        String why = days + months > 0
                ? "a number over 12 is a day"
                : "no number is over 12, so the order of the rows decided; it may be wrong";
        findings.note(Findings.file(file) + ": dates are read as " + (first ? "day/month" : "month/day") + ": " + why);
        return first;
    }

    private static long orderly(List<TimeWords.Written> times, boolean dayFirst) {
        long up = 0;
        long down = 0;
        long before = 0;
        for (TimeWords.Written time : times) {
            Long now = time.millis(dayFirst);
            if (now != null) {
                up += now >= before ? 1 : 0;
                down += now <= before ? 1 : 0;
                before = now;
            }
        }
        return Math.max(up, down);
    }
}
