package org.earmuff.ledger.archive;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Goes through an archive file by file. What a file is, its first bytes say; its name only helps. Everything is read once, as a stream,
 * and nothing is unpacked to the disk, so that names that lead out of a folder lead nowhere. Links in a folder are not followed.
 */
final class ArchiveReader {

    private static final int DEEPEST_FOLDER = 16;
    private static final int DEEPEST_PACKED = 2;
    private static final int MOST_FILES = 500_000;

    private final Findings findings;
    private final Swelling swelling;

    ArchiveReader(Findings findings) {
        this.findings = findings;
        this.swelling = new Swelling(findings.bounds());
    }

    void read(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "there is no such file or folder");
        }
        if (Files.isDirectory(path)) {
            folder(path.toRealPath());
        } else if (Files.isRegularFile(path)) {
            findings.file();
            file(path, String.valueOf(path.getFileName()), true);
        } else {
            throw new IOException(path + ": is neither a file nor a folder");
        }
    }

    private void folder(Path folder) throws IOException {
        Files.walkFileTree(
                folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEEPEST_FOLDER, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String name = folder.relativize(file).toString();
                        if (findings.file() > MOST_FILES) {
                            findings.not("", "files after the first " + MOST_FILES);
                            return FileVisitResult.TERMINATE;
                        }
                        if (attributes.isSymbolicLink()) {
                            findings.not(name, "a link, which is not followed");
                        } else if (attributes.isDirectory()) {
                            findings.not(name, "a folder more than " + DEEPEST_FOLDER + " deep");
                        } else if (attributes.isRegularFile()) {
                            file(file, name, false);
                        } else {
                            findings.not(name, "no file");
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        findings.not(
                                folder.relativize(file).toString(),
                                "cannot be read: " + e.getClass().getSimpleName());
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void file(Path path, String name, boolean asked) {
        try (InputStream in = Files.newInputStream(path)) {
            read(name, in, asked);
        } catch (IOException e) {
            findings.not(name, why(e));
        }
    }

    void read(String name, InputStream in) {
        findings.file();
        read(name, in, true);
    }

    private void read(String name, InputStream in, boolean asked) {
        swelling.begin();
        try {
            take(name, swelling.packed(in), 0, asked);
        } catch (IOException e) {
            findings.not(name, why(e));
        }
    }

    private static String why(IOException e) {
        if (e instanceof Swelling.TooMuch) {
            return e.getMessage() + ": not read to its end";
        }
        if (e instanceof ZipException z && String.valueOf(z.getMessage()).contains("encrypted")) {
            return "has a password: unpack it and give the folder";
        }
        return e instanceof ZipException || e instanceof EOFException
                ? "damaged or not complete (" + e.getMessage()
                        + "): what comes after the damage is not read; fetch it again,"
                        + " or unpack it and give the folder"
                : "cannot be read: " + e.getClass().getSimpleName();
    }

    /**
     * One file, of whatever kind.
     *
     * @param packed how many archives it lies in
     * @throws IOException where the archive that it lies in cannot be read on
     */
    void take(String name, InputStream stream, int packed, boolean asked) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(Sniffed.HEAD);
        byte[] head = in.readNBytes(Sniffed.HEAD);
        in.reset();
        Sniffed kind = Sniffed.of(head);
        switch (kind) {
            case ZIP, GZIP, TAR -> {
                if (packed >= DEEPEST_PACKED + (kind == Sniffed.TAR ? 1 : 0)) {
                    findings.not(name, "an archive in an archive in an archive");
                } else if (kind == Sniffed.ZIP) {
                    zip(name, in, packed);
                } else if (kind == Sniffed.TAR) {
                    tar(in, packed);
                } else {
                    gzip(name, in, packed, asked);
                }
            }
            case SOUND -> recording(name);
            case TEXT -> {
                if (Names.isSound(name)) {
                    recording(name);
                } else {
                    text(name, in, head, asked);
                }
            }
            case EMPTY -> {
                if (!Names.isSound(name)) {
                    findings.not(name, "empty");
                } else {
                    recording(name);
                }
            }
            case OTHER -> findings.not(asked ? name : ending(name), "a kind of file that holds no list of recordings");
        }
    }

    private void recording(String name) {
        Names.Recording recording = Names.ofFile(name);
        if (recording == null) {
            findings.not(name, "recordings whose name tells no time");
        } else {
            findings.add(name, recording.time(), false, recording.device(), recording.source());
        }
    }

    private void zip(String name, InputStream in, int packed) throws IOException {
        // Names that are not said to be UTF-8 may be in any of the old encodings, in which every byte is a letter.
        ZipInputStream zip = new ZipInputStream(in, StandardCharsets.ISO_8859_1);
        int seen = 0;
        for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
            seen++;
            if (packed == 0) {
                swelling.begin();
            }
            InputStream content = swelling.unpacked(zip);
            if (!entry.isDirectory()) {
                member(entry.getName(), content, packed);
            }
            drain(content);
            zip.closeEntry();
        }
        if (seen == 0) {
            findings.not(name, "a ZIP without any file that can be read");
        }
    }

    private static @Nullable ZipEntry next(ZipInputStream zip) throws IOException {
        try {
            return zip.getNextEntry();
        } catch (IllegalArgumentException e) {
            // So it says that a name that should be UTF-8 is not.
            throw new ZipException("a name in it is damaged");
        }
    }

    private void tar(InputStream in, int packed) throws IOException {
        TarEntries tar = new TarEntries(in);
        for (String name = tar.next(); name != null; name = tar.next()) {
            InputStream content = swelling.contained(tar);
            member(name, content, packed);
            drain(content);
        }
    }

    private void member(String name, InputStream in, int packed) throws IOException {
        findings.file();
        take(name, in, packed + 1, false);
    }

    /** To its end, and counted: what is not read would be unpacked uncounted. A name may say "folder" and bring gigabytes. */
    private static void drain(InputStream content) throws IOException {
        content.transferTo(OutputStream.nullOutputStream());
    }

    private void gzip(String name, InputStream in, int packed, boolean asked) throws IOException {
        String inner = name.replaceFirst("(?i)\\.gz$", "").replaceFirst("(?i)\\.tgz$", ".tar");
        take(inner, swelling.unpacked(new GZIPInputStream(in)), packed + 1, asked);
    }

    private void text(String name, InputStream in, byte[] head, boolean asked) throws IOException {
        Reader reader = Sniffed.reader(in, head);
        char[] begun = new char[4096];
        int length = 0;
        try {
            for (int got = 0; got >= 0 && length < begun.length; length += Math.max(0, got)) {
                got = reader.read(begun, length, begun.length - length);
            }
            String first = new String(begun, 0, length);
            String start = first.stripLeading();
            if (start.startsWith("{") || start.startsWith("[")) {
                new JsonRecords(name, asked, findings).read(Sniffed.again(first, reader));
            } else if (start.startsWith("<")) {
                new HtmlActivity(name, findings).read(Sniffed.again(first, reader));
            } else {
                new CsvTable(name, asked, findings).read(reader, first);
            }
        } catch (MalformedInputException e) {
            findings.not(name, "text in an encoding that is not understood");
        }
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        String ending = dot < 0 ? "" : name.substring(dot);
        return "*" + (ending.matches("\\.\\w{1,6}") ? ending.toLowerCase(java.util.Locale.ROOT) : "");
    }
}
