package org.earmuff.config;

/**
 * Finds files that were cut off, by a full disk, a lost connection or a power cut: what is left of a YAML file is often a YAML file with
 * fewer rules.
 */
final class Cut {

    /** YAML's own line for "the document is over"; a file that ends with it was meant to end there. */
    private static final String END = "...";

    private Cut() {}

    /** Notes a last line without an end. */
    static void refuseMidLine(FileText file, Problems problems) {
        String text = file.text();
        if (!text.endsWith("\n") && !text.endsWith(END)) {
            problems.add(
                    lines(text),
                    "",
                    null,
                    "ends in the middle of a line, as files do that were cut off; if nothing is missing, press Enter at"
                            + " its end and save it");
        }
    }

    /** Notes each file that is the mere beginning of what it was when it was last good. */
    static void refuse(FileSet now, FileSet lastGood, Problems problems) {
        for (FileText file : now.texts()) {
            for (FileText before : lastGood.texts()) {
                if (before.file().equals(file.file()) && isBeginning(file.text(), before.text())) {
                    problems.of(file.file())
                            .add(
                                    lines(file.text()),
                                    "",
                                    null,
                                    "ends here, but went on when it was last good, with \""
                                            + firstContent(before.text()
                                                    .substring(file.text().length()))
                                            + "\", so it looks cut off; if that was removed on purpose, end the file"
                                            + " with a line of three dots (...)");
                }
            }
        }
    }

    private static boolean isBeginning(String text, String before) {
        return text.length() < before.length()
                && before.startsWith(text)
                && !text.stripTrailing().endsWith("\n" + END)
                && !firstContent(before.substring(text.length())).isEmpty();
    }

    /** The first line that is neither blank, a comment nor the end mark; empty where there is none. */
    private static String firstContent(String rest) {
        return rest.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.equals(END))
                .findFirst()
                .orElse("");
    }

    private static int lines(String text) {
        return (int) Math.max(1, text.lines().count());
    }
}
