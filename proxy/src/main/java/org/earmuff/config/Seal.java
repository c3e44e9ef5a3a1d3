package org.earmuff.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A first line that holds the SHA-256 of all that follows it, for who wants a file to come into force as it was written or not at all:
 * {@code # sealed sha256:} and 64 lower-case hexadecimal digits. It is a comment to YAML, stands at the beginning because files lose their
 * end, and is there only where it was asked for.
 */
public final class Seal {

    private static final String WORD = "# sealed";
    private static final Pattern LINE = Pattern.compile("# sealed sha256:([0-9a-f]{64})");

    private Seal() {}

    /** Notes a file that has a seal and is not what was sealed. */
    static void check(FileText file, Problems problems) {
        String text = file.text();
        if (!text.startsWith(WORD)) {
            return;
        }
        int end = text.indexOf('\n');
        String line = end < 0 ? text : text.substring(0, end);
        Matcher seal = LINE.matcher(line);
        if (!seal.matches() || !seal.group(1).equals(digest(text.substring(end + 1)))) {
            problems.add(
                    1,
                    "",
                    null,
                    "is not as it was when it was sealed; if the change is yours, seal it again with earmuff check"
                            + " --seal, or remove its first line; if it is not, take your copy");
        }
    }

    /**
     * Seals a configuration and the files in {@code rules.d} beside it. Nothing is written unless all of it is good.
     *
     * @return the files that were written; those that had their right seal already are not
     * @throws ConfigException with every problem there is
     * @throws IOException where a file cannot be written; those before it are sealed already
     */
    public static List<Path> put(Path main, Instant now) throws ConfigException, IOException {
        Problems problems = new Problems(main.toString());
        FileSet files = FileSet.read(main, problems);
        List<FileText> sealed = files.texts().stream().map(Seal::sealed).toList();
        ConfigLoader.load(new FileSet(main, sealed), problems, System::getenv, now);
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < sealed.size(); i++) {
            FileText file = sealed.get(i);
            if (!file.equals(files.texts().get(i))) {
                replace(Path.of(file.file()), file.whole());
                written.add(Path.of(file.file()));
            }
        }
        return written;
    }

    private static FileText sealed(FileText file) {
        String text = file.text();
        String rest = text.startsWith(WORD) ? text.substring(text.indexOf('\n') + 1) : text;
        return new FileText(file.file(), WORD + " sha256:" + digest(rest) + "\n" + rest);
    }

    private static String digest(String text) {
        return FileText.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The old file or the new one is there at every instant, with the same owner and mode; a link goes on leading where it led. */
    private static void replace(Path file, String text) throws IOException {
        Path real = file.toRealPath();
        PosixFileAttributes old = Files.readAttributes(real, PosixFileAttributes.class);
        Path beside = Files.createTempFile(real.getParent(), ".sealing", ".tmp");
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(beside, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            Files.writeString(beside, text);
            if (!view.getOwner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
            if (!view.readAttributes().group().equals(old.group())) {
                view.setGroup(old.group());
            }
            view.setPermissions(old.permissions());
            Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
