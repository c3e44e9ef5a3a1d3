package org.earmuff.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every file that a configuration is made of, as each was read once: the configuration file, and those in the folder {@code rules.d}
 * beside it, by name.
 */
public final class FileSet {

    /** More than a household writes, and a bound. */
    static final int MOST_FILES = 100;

    private static final String FOLDER = "rules.d";

    private final Path main;
    private final List<FileText> texts;

    FileSet(Path main, List<FileText> texts) {
        this.main = main;
        this.texts = List.copyOf(texts);
    }

    /** Reads them; those that cannot be read are among the problems and not in the set. Blocks on the disk. */
    static FileSet read(Path main, Problems problems) {
        List<FileText> texts = new ArrayList<>();
        add(texts, FileText.read(main, problems));
        for (Path more : inFolder(main, problems)) {
            add(texts, FileText.read(more, problems.of(more.toString())));
        }
        return new FileSet(main, texts);
    }

    private static void add(List<FileText> texts, @Nullable FileText text) {
        if (text != null) {
            texts.add(text);
        }
    }

    private static List<Path> inFolder(Path main, Problems problems) {
        Path folder = main.resolveSibling(FOLDER);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                String name = String.valueOf(path.getFileName());
                // Hidden files are editors' own.
                if (name.startsWith(".")) {
                    continue;
                }
                if (name.endsWith(".yaml")) {
                    found.add(path);
                } else if (name.endsWith(".yml")) {
                    problems.of(path.toString())
                            .add(0, "", null, "would not be read; rename it so that it ends with .yaml");
                }
                if (found.size() > MOST_FILES) {
                    problems.of(folder.toString())
                            .add(0, "", null, "has more than " + MOST_FILES + " files; put rules together in fewer");
                    return List.of();
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            problems.of(folder.toString()).add(0, "", null, "is no directory; make it one, or remove it");
        } catch (IOException | DirectoryIteratorException e) {
            problems.of(folder.toString()).add(0, "", null, "cannot be listed; let this user read it, or remove it");
        }
        found.sort(null);
        return found;
    }

    /** The configuration file, as it was named. */
    Path main() {
        return main;
    }

    /** Each file's text as it was read, by its path as rules name it. Passwords are in them. */
    public Map<String, String> byPath() {
        Map<String, String> found = new LinkedHashMap<>();
        texts.forEach(text -> found.put(text.file(), text.text()));
        return found;
    }

    /** The configuration file first, where it could be read. */
    List<FileText> texts() {
        return texts;
    }

    boolean isMain(FileText text) {
        return text.file().equals(main.toString());
    }

    /**
     * Of all bytes of all files, 64 lower-case hexadecimal digits: the configuration file's own digest where it is the only one, else that
     * of {@code sha256sum earmuff.yaml rules.d/*.yaml}'s output.
     */
    String sha256() {
        if (texts.size() == 1) {
            return texts.get(0).sha256();
        }
        StringBuilder lines = new StringBuilder();
        for (FileText text : texts) {
            Path name = Path.of(text.file()).getFileName();
            lines.append(text.sha256())
                    .append("  ")
                    .append(isMain(text) ? "" : FOLDER + "/")
                    .append(name)
                    .append('\n');
        }
        return FileText.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Every file with every byte, for telling whether anything is another. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileSet that && main.equals(that.main) && texts.equals(that.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }
}
