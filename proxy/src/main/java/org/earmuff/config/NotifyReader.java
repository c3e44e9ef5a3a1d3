package org.earmuff.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.earmuff.rules.hours.WeeklyHours;
import org.jspecify.annotations.Nullable;

/** Reads {@code notify}: whom to tell of what. */
final class NotifyReader {

    static final int MOST = 8;

    private static final Duration LONG = Duration.ofSeconds(30);

    private NotifyReader() {}

    static List<Notify> read(Section root) {
        List<Section> entries = root.sections("notify");
        if (entries.size() > MOST) {
            root.problem("notify", "has more than " + MOST + " receivers; remove some");
        }
        List<Notify> all = new ArrayList<>();
        for (Section entry : entries) {
            Notify one = entry(entry);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    private static @Nullable Notify entry(Section entry) {
        URI url = url(entry);
        Set<String> on = on(entry);
        WeeklyHours away = RuleReader.hours(entry.values("away"));
        Duration longUpload = entry.value("long", Quantity::duration, LONG);
        needs(entry, "long", "long-upload", on);
        needs(entry, "away", "upload-while-away", on);
        return url == null || on.isEmpty() ? null : new Notify(url, on, longUpload == null ? LONG : longUpload, away);
    }

    private static Set<String> on(Section entry) {
        if (!entry.has("on")) {
            entry.missing("on", "write what to tell of, like on: [upload-while-away, new-device]");
        }
        Set<String> on = new LinkedHashSet<>();
        for (Value value : entry.values("on")) {
            String word = value.as(text -> Words.oneOf(text, Notify.EVENTS, "event"));
            if (word != null) {
                on.add(word);
            }
        }
        return on;
    }

    /** A key that nothing looks at would be taken for one that works. */
    private static void needs(Section entry, String key, String event, Set<String> on) {
        if (entry.has(key) && !on.isEmpty() && !on.contains(event)) {
            entry.problem(key, "is about " + event + ", which on: does not name; add it there, or remove this line");
        }
    }

    /** Whoever knows the address may read what is sent there, so no message shows it. */
    private static @Nullable URI url(Section entry) {
        if (!entry.has("url")) {
            entry.missing("url", "write where to send to, like https://ntfy.sh/ and a name nobody guesses");
        }
        Value value = entry.value("url");
        return value == null
                ? null
                : new Value(value.problems(), value.path(), value.line(), "***", value.text()).as(NotifyReader::url);
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // The message below says what is right, and does not repeat the address as this one would.
        }
        throw new IllegalArgumentException(
                "is not a web address; write one like https://ntfy.example/earmuff, without spaces or #");
    }
}
