package org.earmuff.ledger.archive;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Google's {@code MyActivity.html}, in English: a box ({@code outer-cell}) for each activity, with the product as its title and the time as
 * the last text of its own in the box. Read as a stream of tags and texts, each of which is kept up to a few hundred characters: a
 * parser that builds the page would need several times the memory of a file that is hundreds of megabytes for some households.
 */
final class HtmlActivity {

    private static final int LONGEST = 256;

    private final String file;
    private final Findings findings;
    private final StringBuilder text = new StringBuilder();
    private boolean inBox;
    private boolean titled;
    private boolean assistant;
    private TimeWords.@Nullable Written time;
    private long boxes;

    HtmlActivity(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    void read(Reader in) throws IOException {
        StringBuilder tag = new StringBuilder();
        boolean inTag = false;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (inTag && c == '>') {
                inTag = false;
                findings.goOn();
                tag(tag.toString());
            } else if (inTag) {
                put(tag, c);
            } else if (c == '<') {
                inTag = true;
                tag.setLength(0);
                text();
            } else {
                put(text, c);
            }
        }
        text();
        endBox();
        if (boxes == 0) {
            findings.not(file, "a page that is no list of activities as Google writes it");
        }
    }

    private static void put(StringBuilder kept, int c) {
        if (kept.length() < LONGEST) {
            kept.append((char) c);
        }
    }

    private void tag(String tag) {
        String lower = tag.toLowerCase(Locale.ROOT);
        if (lower.startsWith("div") && lower.contains("outer-cell")) {
            endBox();
            inBox = true;
            boxes++;
        }
    }

    private void text() {
        // One that was cut is longer than any time.
        if (inBox && text.length() > 0 && text.length() < LONGEST) {
            String said = plain(text.toString());
            if (!said.isEmpty()) {
                if (!titled) {
                    titled = true;
                    assistant = said.toLowerCase(Locale.ROOT).contains("assistant");
                }
                TimeWords.Written read = TimeWords.read(said);
                time = read == null ? time : read;
            }
        } else if (inBox && text.length() > 0) {
            titled = true;
        }
        text.setLength(0);
    }

    private static String plain(String text) {
        return text.replaceAll("&(nbsp|emsp|ensp|thinsp|#8239|#160|#x202[fF]|#xa0);", " ")
                .replaceAll("[\\s\\u00a0\\u202f]+", " ")
                .strip();
    }

    private void endBox() {
        TimeWords.Written at = time;
        if (inBox && !assistant) {
            findings.not(file, "activities of another product than the Assistant");
        } else if (inBox && at == null) {
            findings.not(file, "activities without a time that is understood (ask for the archive in English)");
        } else if (inBox && at != null) {
            findings.add(file, at, false, null, Source.GOOGLE);
        }
        inBox = false;
        titled = false;
        assistant = false;
        time = null;
    }
}
