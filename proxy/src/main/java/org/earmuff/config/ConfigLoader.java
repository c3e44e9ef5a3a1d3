package org.earmuff.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.jspecify.annotations.Nullable;

/** Reads a configuration from its files: all of it is right, or everything that is wrong with it is told. */
public final class ConfigLoader {

    static final Path STATE = Path.of("/var/lib/earmuff");

    private static final String BEGIN = "begin it with \"schema: 1\"";
    private static final String BEGIN_MORE = "write speakers, rules or expect into it, or remove the file";

    private final FileSet files;
    private final Problems problems;
    private final UnaryOperator<@Nullable String> environment;
    private final List<Section> roots = new ArrayList<>();

    private ConfigLoader(FileSet files, Problems problems, UnaryOperator<@Nullable String> environment) {
        this.files = files;
        this.problems = problems;
        this.environment = environment;
    }

    /**
     * Reads and checks a configuration but for what it says it {@code expect}s, for whoever wants to know only where things are. Blocks
     * on the disk.
     *
     * @throws ConfigException with every problem there is
     */
    public static Configuration load(Path file) throws ConfigException {
        return load(file, System::getenv);
    }

    /**
     * Reads and checks a configuration before it comes into force: its {@code expect} lines hold from now, and no file is the mere
     * beginning of what it was when it was last good, as one is that was cut off. Blocks on the disk.
     *
     * @throws ConfigException with every problem there is
     */
    public static Configuration load(Path file, Instant now) throws ConfigException {
        return load(file, System::getenv, now, null);
    }

    /**
     * The same for an appliance that runs.
     *
     * @param state its state folder, in which the last good configuration is, whatever the files say now
     * @throws ConfigException with every problem there is
     */
    public static Configuration load(Path file, Instant now, Path state) throws ConfigException {
        return load(file, System::getenv, now, state);
    }

    static Configuration load(
            Path file, UnaryOperator<@Nullable String> environment, Instant now, @Nullable Path runningState)
            throws ConfigException {
        Problems problems = new Problems(file.toString());
        Configuration read = load(FileSet.read(file, problems), problems, environment, now);
        // A file that was cut off may have lost the line that names its state folder.
        String given = environment.apply("STATE_DIRECTORY");
        for (Path state : Stream.of(runningState, read.state(), given == null ? null : Path.of(given))
                .filter(Objects::nonNull)
                .distinct()
                .toList()) {
            Optional<FileSet> before = LastGood.in(state).kept(file);
            if (before.isPresent()) {
                Cut.refuse(read.files(), before.get(), problems);
                problems.throwIfAny();
                break;
            }
        }
        return read;
    }

    /**
     * What a household's configuration would be under the rules of another file: a whole configuration, which is then all that counts, or
     * one with {@code rules} and {@code expect}, whose rules take the place of all of the household's. Blocks on the disk.
     *
     * @throws ConfigException with every problem of that file
     */
    public static Configuration withRules(Path file, Configuration home, Instant now) throws ConfigException {
        Problems problems = new Problems(file.toString());
        if (Files.notExists(file)) {
            problems.add(0, "", null, "does not exist; name another with --rules FILE");
        }
        problems.throwIfAny();
        FileText text = FileText.read(file, problems);
        if (text == null || home.files().isMain(text) || Keys.whole(text)) {
            return load(file, now);
        }
        return new ConfigLoader(home.files(), problems, System::getenv).under(text, home, now);
    }

    private Configuration under(FileText text, Configuration home, Instant now) throws ConfigException {
        Path replaced = Path.of(text.file()).toAbsolutePath().normalize();
        files.texts().stream()
                .filter(f -> !Path.of(f.file()).toAbsolutePath().normalize().equals(replaced))
                .forEach(this::open);
        List<Section> household = List.copyOf(roots);
        open(text);
        if (roots.size() == household.size()) {
            problems.throwIfAny();
        }
        SpeakersReader speakers = new SpeakersReader(roots);
        List<Section> own =
                roots.stream().filter(root -> !household.contains(root)).toList();
        Configuration other = home.under(new RulesReader(own, speakers).rules(), speakers.speakers());
        List<Expectation> expectations = Expectation.read(own, speakers);
        if (problems.none()) {
            expectations.forEach(e -> e.check(other, now));
        }
        problems.throwIfAny();
        return other;
    }

    static Configuration load(Path file, UnaryOperator<@Nullable String> environment) throws ConfigException {
        Problems problems = new Problems(file.toString());
        return load(FileSet.read(file, problems), problems, environment, null);
    }

    /** From files that are read already; without an instant, expectations are not held against it. */
    static Configuration load(
            FileSet files, Problems problems, UnaryOperator<@Nullable String> environment, @Nullable Instant now)
            throws ConfigException {
        return new ConfigLoader(files, problems, environment).read(now);
    }

    private Configuration read(@Nullable Instant now) throws ConfigException {
        files.texts().forEach(this::open);
        if (roots.isEmpty() || !roots.get(0).file().equals(files.main().toString())) {
            problems.throwIfAny();
            throw new IllegalStateException("a file that could not be read has a problem");
        }
        Section root = roots.get(0);
        SpeakersReader speakers = new SpeakersReader(roots);
        Configuration configuration = assembled(root, speakers, new RulesReader(roots, speakers), now);
        List<Expectation> expectations = Expectation.read(roots, speakers);
        if (now != null && problems.none()) {
            expectations.forEach(e -> e.check(configuration, now));
        }
        problems.throwIfAny();
        return configuration;
    }

    /** Makes a section of a file, unless it is no YAML, which is then among the problems. */
    private void open(FileText file) {
        boolean main = files.isMain(file);
        Problems own = problems.of(file.file());
        Seal.check(file, own);
        Node.Mapping node = Marked.read(file.text(), main ? BEGIN : BEGIN_MORE, own);
        if (node == null) {
            return;
        }
        Cut.refuseMidLine(file, own);
        Keys.check(node, main, own);
        roots.add(new Document(node, environment, own).root());
    }

    private Configuration assembled(Section root, SpeakersReader speakers, RulesReader rules, @Nullable Instant now) {
        if (!root.has("schema")) {
            root.missing("schema", "begin the file with \"schema: 1\"");
        }
        root.value("schema", Words::schema, null);
        Household household = household(root.section("household"));
        Path state = root.value("state", Words::folder, STATE);
        ListenReader doors = new ListenReader(root);
        Listen listen = doors.listen();
        List<String> interfaces = doors.interfaces(listen);
        Udp udp = udp(root);
        Section mute = root.section("mute");
        return new Configuration(
                files.main(),
                files.sha256(),
                household,
                Objects.requireNonNullElse(state, STATE),
                listen,
                interfaces,
                udp,
                speakers.speakers(),
                new RuleBook(
                        rules.rules(),
                        household.timezone(),
                        verdict(root, "unknown-devices"),
                        verdict(root, "clock-unsynced")),
                style(mute),
                MuteReader.read(mute, speakers),
                NotifyReader.read(root),
                AccountReader.read(root.section("ledger")),
                AdminReader.read(root, listen.admin(), now),
                files);
    }

    private static Household household(@Nullable Section section) {
        String name = section == null ? null : section.value("name", Words::title, null);
        ZoneId zone = section == null ? null : section.value("timezone", Words::zone, null);
        return new Household(name == null ? "Home" : name, zone == null ? ZoneId.systemDefault() : zone);
    }

    private static Udp udp(Section root) {
        String quic = root.value("quic", Words::quic, null);
        String calls = root.value("calls", Words::calls, null);
        return new Udp("relay".equals(quic), calls == null ? Verdict.WITHHOLD : Words.verdict(calls));
    }

    private static Verdict verdict(Section root, String key) {
        Verdict verdict = root.value(key, Words::verdict, Verdict.WITHHOLD);
        return verdict == null ? Verdict.WITHHOLD : verdict;
    }

    private static MuteOrder.Style style(@Nullable Section mute) {
        MuteOrder.Style style = mute == null ? null : mute.value("style", Words::style, null);
        return style == null ? MuteOrder.Style.WITHHOLD : style;
    }
}
