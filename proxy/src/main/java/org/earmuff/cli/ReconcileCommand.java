package org.earmuff.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.SpeakerDef;
import org.earmuff.ledger.LedgerReader;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.LifeSign;
import org.earmuff.ledger.archive.Archive;
import org.earmuff.ledger.archive.ExportedLedger;
import org.earmuff.ledger.archive.HomeRows;
import org.earmuff.ledger.archive.Household;
import org.earmuff.ledger.archive.Reconciliation;
import org.earmuff.ledger.archive.Reconciliation.Item;
import org.earmuff.ledger.archive.ReportHtml;
import org.earmuff.ledger.archive.ReportJson;
import org.earmuff.ledger.archive.ReportWords;
import org.earmuff.ledger.archive.Understood;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code earmuff reconcile ARCHIVE}. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        description = {
            "Holds what a vendor says it has (Amazon's \"Request My Data\", Google Takeout: ZIP, tgz, folder, CSV, JSON or"
                    + " HTML) against what left this home.",
            "Words and recordings in the archive are not read, kept or printed. docs/reconcile.md says how to ask for one."
        })
final class ReconcileCommand implements Callable<Integer> {

    private static final int FIRST_ROWS = 10;

    private final HouseClock clock;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "ARCHIVE", description = "The file or folder that the vendor sent.")
    private @Nullable Path file;

    @Option(
            names = "--speaker",
            paramLabel = "NAME",
            description = "The archive is of this speaker alone. Default: found out by names and times.")
    private @Nullable String speaker;

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description =
                    "An exported ledger (JSON Lines or CSV), or a folder with a ledger.db. Default: the appliance's own.")
    private @Nullable Path ledger;

    @Option(names = "--since", paramLabel = "T", description = "From here on: 2026-11-01, 2026-11-01T07:00, RFC 3339.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "Up to here.")
    private @Nullable String until;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description =
                    "The household's time zone, such as Europe/Berlin. Default: the configuration's, else the system's.")
    private @Nullable String zone;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (default: /etc/earmuff/earmuff.yaml; not needed with --ledger).")
    private @Nullable Path config;

    @Option(names = "--json", description = "Print one JSON object with all rows.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write a printable report of one page to this file.")
    private @Nullable Path html;

    ReconcileCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path path = Objects.requireNonNull(file);
        Configuration known = configuration();
        ZoneId wall = wall(known);
        HomeRows home = home(known, time(since, wall), time(until, wall));
        Map<String, String> profiles = known == null
                ? Map.of()
                : known.speakers().stream().collect(Collectors.toMap(SpeakerDef::name, SpeakerDef::profile));
        requireSpeaker(home, profiles);
        requireOtherFile(path);
        Archive archive = archive(path);
        if (archive.size() == 0) {
            notUnderstood(archive.account(), path);
        }
        Reconciliation r = Reconciliation.of(archive, home, new Household(wall, profiles, speaker));
        if (html != null) {
            page(r, wall, path, known);
        }
        if (json) {
            ReportJson.write(r, out);
        } else {
            print(r, new ReportWords(wall), out);
        }
        return 0;
    }

    private @Nullable Configuration configuration() {
        Path usual = Path.of("/etc/earmuff/earmuff.yaml");
        if (config == null && ledger != null && !Files.isReadable(usual)) {
            return null;
        }
        Path path = config == null ? usual : config;
        try {
            return ConfigLoader.load(path);
        } catch (ConfigException e) {
            String problems =
                    e.problems().stream().map(Object::toString).collect(Collectors.joining(System.lineSeparator()));
            throw new CommandFailure(
                    CommandFailure.BAD_CONFIGURATION,
                    "the configuration is not usable; on another computer give the account with --ledger"
                            + System.lineSeparator() + problems);
        }
    }

    private ZoneId wall(@Nullable Configuration known) {
        try {
            return zone != null
                    ? ZoneId.of(zone)
                    : known != null ? known.household().timezone() : ZoneId.systemDefault();
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "\"" + zone + "\" is no time zone: write one like Europe/Berlin or UTC");
        }
    }

    private @Nullable Instant time(@Nullable String text, ZoneId wall) {
        try {
            return text == null ? null : TimeText.instant(text, clock.now(), wall, TimeText.Sense.PAST);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private HomeRows home(@Nullable Configuration known, @Nullable Instant from, @Nullable Instant to) {
        try {
            if (ledger != null && Files.isRegularFile(ledger) && !ledger.endsWith("ledger.db")) {
                return ExportedLedger.read(ledger, from, to);
            }
            Path folder = ledger == null ? Objects.requireNonNull(known).state() : ledger;
            if (ledger != null && ledger.endsWith("ledger.db")) {
                folder = Objects.requireNonNullElse(ledger.toAbsolutePath().getParent(), Path.of("/"));
            }
            LedgerReader reader = LedgerReader.in(folder);
            if (!Files.exists(reader.path())) {
                throw failure(reader.path() + ": there is no ledger, or this user may not look; run as root, or give an"
                        + " exported one with --ledger");
            }
            return HomeRows.of(reader, LifeSign.last(folder).orElse(null), from, to);
        } catch (LedgerUnavailableException e) {
            throw failure(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw failure(
                    e.getMessage() != null && e.getMessage().contains(" ")
                            ? e.getMessage()
                            : ledger + ": cannot be read: " + e);
        }
    }

    private static CommandFailure failure(String message) {
        return new CommandFailure(CommandFailure.FAILED, message);
    }

    private void requireSpeaker(HomeRows home, Map<String, String> profiles) {
        List<String> names = java.util.stream.Stream.concat(
                        profiles.keySet().stream(), home.uploads().stream().map(HomeRows.Sent::speaker))
                .distinct()
                .sorted()
                .toList();
        if (speaker != null && !names.contains(speaker)) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "there is no speaker \"" + speaker + "\"; there are: " + String.join(", ", names));
        }
    }

    private void requireOtherFile(Path path) throws IOException {
        if (html != null && Files.exists(html) && Files.exists(path) && Files.isSameFile(html, path)) {
            throw new CommandFailure(CommandFailure.USAGE, "--html names the archive itself: name another file");
        }
    }

    private static Archive archive(Path path) {
        try {
            return Archive.read(path);
        } catch (IOException e) {
            throw failure(
                    Files.exists(path) ? String.valueOf(e.getMessage()) : path + ": there is no such file or folder");
        }
    }

    private static void notUnderstood(Understood account, Path path) {
        String found = account.notUnderstood().isEmpty()
                ? "it holds no files"
                : account.notUnderstood().stream()
                        .limit(FIRST_ROWS)
                        .map(line -> line.text() + (line.count() == 1 ? "" : " (" + line.count() + ")"))
                        .collect(Collectors.joining("; "));
        throw failure(Table.clean(path + ": nothing in it tells when sound was recorded: " + found
                + ". Give the ZIP, tgz or folder as Amazon or Google sent it (docs/reconcile.md)"));
    }

    private void page(Reconciliation r, ZoneId wall, Path path, @Nullable Configuration known) {
        Path target = Objects.requireNonNull(html);
        String name = known == null ? "this home" : known.household().name();
        String title = "What " + path.getFileName() + " holds, and what left " + name;
        try (Writer page = Files.newBufferedWriter(target)) {
            ReportHtml.write(r, new ReportWords(wall), title, clock.now(), page);
        } catch (IOException e) {
            throw failure(target + ": the report cannot be written: " + e.getMessage());
        }
    }

    private static void print(Reconciliation r, ReportWords words, PrintWriter out) {
        paragraph(out, ReportWords.verdict(r));
        out.println();
        Table sums = new Table(12, 9, 58);
        for (ReportWords.Listed list : ReportWords.lists(r)) {
            sums.row(list.key(), String.valueOf(list.items().size()), list.meaning());
        }
        sums.print(out);
        out.println();
        r.clocks().forEach(c -> paragraph(out, ReportWords.clock(c)));
        if (!r.zoneHow().isEmpty()) {
            paragraph(out, "Zone: " + r.zoneHow() + " (" + r.zone() + ").");
        }
        r.notes().forEach(note -> paragraph(out, "Note: " + note + "."));
        understood(r.understood(), out);
        for (ReportWords.Listed list : ReportWords.lists(r)) {
            rows(list, words, out);
        }
    }

    private static void understood(Understood u, PrintWriter out) {
        paragraph(
                out,
                "Read: " + ReportWords.count(u.files(), "file", "files") + ", "
                        + ReportWords.count(u.rows(), "row that tells a time", "rows that tell a time") + ".");
        lines("understood", u.understood(), out);
        lines("not understood", u.notUnderstood(), out);
        u.notes().forEach(note -> paragraph(out, "Note: " + note + "."));
    }

    private static void lines(String what, List<Understood.Line> lines, PrintWriter out) {
        Table table = new Table(14, 9, 53);
        lines.stream().limit(FIRST_ROWS).forEach(line -> table.row(what, String.valueOf(line.count()), line.text()));
        table.print(out);
        if (lines.size() > FIRST_ROWS) {
            out.println("  and " + (lines.size() - FIRST_ROWS) + " more (--json)");
        }
    }

    private static void rows(ReportWords.Listed list, ReportWords words, PrintWriter out) {
        if (list.items().isEmpty()) {
            return;
        }
        out.println();
        Table table = new Table(19, 16, 19, 20);
        table.row("THEIRS", "SPEAKER, DEVICE", "OURS", list.key());
        for (Item item :
                list.items().subList(0, Math.min(FIRST_ROWS, list.items().size()))) {
            String who = item.speaker() != null ? item.speaker() : item.device() != null ? item.device() : "-";
            table.row(
                    words.time(item.archiveAt(), item.stepMillis()), who, words.time(item.sentAt(), 1000), item.note());
        }
        table.print(out);
        if (list.items().size() > FIRST_ROWS) {
            out.println("and " + (list.items().size() - FIRST_ROWS) + " more: --json or --html FILE has all");
        }
    }

    private static void paragraph(PrintWriter out, String text) {
        new Table(78).row(text).print(out);
    }
}
