package org.earmuff.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file: all of it is right, or everything that is wrong with it is told. */
public final class ConfigLoader {

    private static final Path STATE = Path.of("/var/lib/earmuff");

    private final Path file;
    private final Problems problems;

    private ConfigLoader(Path file) {
        this.file = file;
        this.problems = new Problems(file.toString());
    }

    /**
     * Reads and checks a file. Blocks on the disk.
     *
     * @throws ConfigException with every problem there is
     */
    public static Configuration load(Path file) throws ConfigException {
        return load(file, System::getenv);
    }

    static Configuration load(Path file, UnaryOperator<@Nullable String> environment) throws ConfigException {
        return new ConfigLoader(file).read(environment);
    }

    private Configuration read(UnaryOperator<@Nullable String> environment) throws ConfigException {
        FileText text = FileText.read(file, problems);
        Node.Mapping node = text == null ? null : Marked.read(text.text(), problems);
        if (text == null || node == null) {
            problems.throwIfAny();
            throw new IllegalStateException("a file that could not be read has a problem");
        }
        Keys.check(node, problems);
        refuseRulesFolder();
        Section root = new Document(node, environment, problems).root();
        if (!root.has("schema")) {
            root.missing("schema", "begin the file with \"schema: 1\"");
        }
        root.value("schema", Words::schema, null);
        Household household = household(root.section("household"));
        Path state = root.value("state", Words::folder, STATE);
        ListenReader doors = new ListenReader(root);
        Listen listen = doors.listen();
        List<String> interfaces = doors.interfaces(listen);
        root.value("quic", Words::quic, null);
        root.value("calls", Words::calls, null);
        SpeakersReader speakers = new SpeakersReader(root);
        RuleBook rules = new RuleBook(
                new RulesReader(root, problems.file(), speakers).rules(),
                household.timezone(),
                verdict(root, "unknown-devices"),
                verdict(root, "clock-unsynced"));
        MuteOrder.Style style = style(root.section("mute"));
        Admin admin = AdminReader.read(root, listen.admin());
        problems.throwIfAny();
        return new Configuration(
                file,
                text.sha256(),
                household,
                Objects.requireNonNull(state),
                listen,
                interfaces,
                speakers.speakers(),
                rules,
                style,
                admin);
    }

    private static Household household(@Nullable Section section) {
        String name = section == null ? null : section.value("name", Words::title, null);
        ZoneId zone = section == null ? null : section.value("timezone", Words::zone, null);
        return new Household(name == null ? "Home" : name, zone == null ? ZoneId.systemDefault() : zone);
    }

    private static Verdict verdict(Section root, String key) {
        Verdict verdict = root.value(key, Words::verdict, Verdict.WITHHOLD);
        return verdict == null ? Verdict.WITHHOLD : verdict;
    }

    private static MuteOrder.Style style(@Nullable Section mute) {
        MuteOrder.Style style = mute == null ? null : mute.value("style", Words::style, null);
        return style == null ? MuteOrder.Style.WITHHOLD : style;
    }

    /** A file beside this one that people expect to be read must not be passed over in silence. */
    private void refuseRulesFolder() {
        Path folder = file.toAbsolutePath().resolveSibling("rules.d");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> more = Files.newDirectoryStream(folder, "*.yaml")) {
            for (Path path : more) {
                problems.addOf(
                        path.toString(),
                        0,
                        "is known, but this version does not read rules.d yet; move what is in it to " + file);
            }
        } catch (IOException | DirectoryIteratorException e) {
            problems.addOf(folder.toString(), 0, "cannot be listed; let this user read it, or remove it");
        }
    }
}
