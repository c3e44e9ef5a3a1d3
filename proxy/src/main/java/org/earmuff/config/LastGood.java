package org.earmuff.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.files.SafeFile;
import org.jspecify.annotations.Nullable;

/**
 * The last configuration that was good, kept in the state folder as it stood in its files: one YAML document for each, after a line that
 * says whose it is. What the files look up in the environment and in other files is not kept but looked up again.
 */
public final class LastGood {

    static final String NAME = "last-good.yaml";

    private static final String TITLE =
            "# Written by Earmuff: the last configuration that was good, for \"earmuff run --last-good\". Changing it spoils it.\n";
    private static final Pattern HEADER = Pattern.compile("--- # ([0-9]{1,8}) ([0-9a-f]{64}) (.+)");
    private static final Pattern STATE =
            Pattern.compile("(?m)^state:[ \\t]+[\"']?(/[^\"'#\\r\\n]*?)[\"']?[ \\t]*(?:#.*)?$");
    private static final int LARGEST = (FileSet.MOST_FILES + 1) * (FileText.LARGEST + 4096);

    private final Path file;

    private LastGood(Path state) {
        this.file = state.resolve(NAME);
    }

    /** The one in a state folder, if there is one. */
    public static LastGood in(Path state) {
        return new LastGood(state);
    }

    /**
     * The last good configuration of a configuration file that cannot be used now. Its state folder is the one that the broken file
     * still names, else {@code $STATE_DIRECTORY}, else /var/lib/earmuff. What it expects was held against it when it was good.
     *
     * @throws ConfigException where there is none, or it cannot be used either
     */
    public static Configuration of(Path main) throws ConfigException {
        return of(main, System::getenv);
    }

    static Configuration of(Path main, UnaryOperator<@Nullable String> environment) throws ConfigException {
        Problems problems = new Problems(main.toString());
        for (Path state : states(main, environment)) {
            LastGood lastGood = in(state);
            Optional<FileSet> kept = lastGood.kept(main);
            if (kept.isPresent()) {
                return ConfigLoader.load(kept.get(), problems, environment, null);
            }
            problems.of(lastGood.file.toString())
                    .add(0, "", null, "holds no good configuration of " + main + " that could be used instead");
        }
        problems.throwIfAny();
        throw new IllegalStateException("there is always one folder to look in");
    }

    private static List<Path> states(Path main, UnaryOperator<@Nullable String> environment) {
        FileText text = FileText.read(main, new Problems(main.toString()));
        Matcher said = STATE.matcher(text == null ? "" : text.text());
        if (said.find()) {
            return List.of(Path.of(said.group(1)));
        }
        String folder = environment.apply("STATE_DIRECTORY");
        return List.of(folder == null ? ConfigLoader.STATE : Path.of(folder));
    }

    /**
     * Keeps a configuration that came into force; writes nothing where it is kept already. On disk when this returns.
     *
     * @throws IOException where the state folder cannot be written
     */
    public void keep(Configuration good) throws IOException {
        byte[] text = written(good.files());
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), text)) {
            return;
        }
        SafeFile.replace(file, text);
    }

    private static byte[] written(FileSet files) {
        StringBuilder text = new StringBuilder(TITLE);
        for (FileText one : files.texts()) {
            text.append("--- # ")
                    .append(one.whole().getBytes(StandardCharsets.UTF_8).length)
                    .append(' ')
                    .append(one.sha256())
                    .append(' ')
                    .append(one.file())
                    .append('\n')
                    .append(one.whole())
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The files of a configuration as they were; empty where none are kept, they are another's, or not a byte is to be trusted. */
    Optional<FileSet> kept(Path main) {
        try {
            if (Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            List<FileText> texts = parsed(Files.readAllBytes(file));
            boolean ours = !texts.isEmpty()
                    && Path.of(texts.get(0).file()).toAbsolutePath().equals(main.toAbsolutePath());
            return ours ? Optional.of(new FileSet(Path.of(texts.get(0).file()), texts)) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // Another user's state folder: what it kept is not for this one to compare with.
            return Optional.empty();
        }
    }

    private static List<FileText> parsed(byte[] bytes) {
        List<FileText> texts = new ArrayList<>();
        int at = TITLE.length();
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            Matcher header = HEADER.matcher(new String(bytes, at, end - at, StandardCharsets.UTF_8));
            int length = header.matches() ? Integer.parseInt(header.group(1)) : -1;
            int from = end + 1;
            if (length < 0 || from + length + 1 > bytes.length) {
                return List.of();
            }
            FileText text = new FileText(header.group(3), new String(bytes, from, length, StandardCharsets.UTF_8));
            if (!text.sha256().equals(header.group(2))) {
                return List.of();
            }
            texts.add(text);
            at = from + length + 1;
        }
        return texts;
    }
}
