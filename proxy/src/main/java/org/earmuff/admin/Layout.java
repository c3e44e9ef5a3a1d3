package org.earmuff.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.earmuff.admin.access.Asker;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerHead;
import org.earmuff.words.Phrases;

/** What every page has around its content: the home's name, the way to the other pages, and how the appliance is. */
final class Layout {

    private static final int SHORT_HASH = 12;

    private final boolean redirected;

    Layout(boolean redirected) {
        this.redirected = redirected;
    }

    /**
     * @param path of the page, for the way to the others
     * @param title empty for the first page
     * @param live whether the page is fetched again when something changes
     */
    Answer page(View v, String path, String title, String main, boolean live) {
        String household = v.settings().household();
        String page = Html.of("layout.html")
                .text("household", household)
                .text("title", title.isEmpty() ? household : title + " · " + household)
                .text("now", Json.instant(v.s().now()))
                .text("zone", v.settings().zone().getId())
                .text("words", scriptWords())
                .text("page", live ? "live" : "still")
                .piece("refresh", live ? "<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript>" : "")
                .text("watched", v.blind() ? "no" : "yes")
                .piece("nav", nav(path, v))
                .piece("main", main)
                .piece("footer", footer(v))
                .fill();
        return Answer.of(200, Answer.HTML, page);
    }

    private static JsonObject scriptWords() {
        JsonObject words = new JsonObject();
        Phrases.below("js.").forEach(words::put);
        return words;
    }

    private static String nav(String path, View v) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("/", "nav.home");
        pages.put("/uploads", "nav.uploads");
        pages.put("/rules", "nav.rules");
        pages.put(UploadRoom.FORM, "nav.reconcile");
        pages.put("/system", "nav.system");
        pages.put("/access", "nav.access");
        if (v.guest()) {
            pages.keySet().removeAll(Pages.NOT_FOR_GUESTS);
            pages.remove("/access");
        }
        StringBuilder html = new StringBuilder();
        pages.forEach((to, key) -> html.append("<a href=\"")
                .append(to)
                .append(to.equals(path) ? "\" aria-current=\"page\">" : "\">")
                .append(Html.escape(Phrases.say(key)))
                .append("</a>"));
        return html.toString();
    }

    private String footer(View v) {
        Snapshot s = v.s();
        Condition c = s.condition();
        String sha = c.configSha256();
        return Html.of("footer.html")
                .text(
                        "clock",
                        Phrases.say(
                                s.clockSet() ? "foot.clock" : "foot.clock.unset",
                                v.words().wall(s.now())))
                .text("zone", v.settings().zone().getId())
                .text("file", v.guest() ? "" : c.configFile())
                .text("sha", digits(sha))
                .text("loaded", v.words().time(c.configLoaded()))
                .text("ledger", s.chain().map(h -> head(h, v)).orElseGet(() -> newest(v)))
                .piece(
                        "open",
                        v.asker() == Asker.ANYONE ? Html.of("footer-open.html").fill() : "")
                .text("fail", Phrases.say(failMode(c)))
                .text("version", c.version())
                .fill();
    }

    /** Whoever writes it down can prove later that nothing before it was changed. */
    private static String head(LedgerHead head, View v) {
        String row =
                Phrases.say("foot.ledger.head", head.id(), v.words().time(head.at())) + " · " + digits(head.hash());
        String key = head.key();
        return key == null ? row : row + " · " + Phrases.say("foot.ledger.key", digits(key));
    }

    private static String newest(View v) {
        return v.s().ledgerHead()
                .map(row -> Phrases.say("foot.ledger.head", row.id(), v.words().time(row.at())))
                .orElseGet(() -> Phrases.say("foot.ledger.empty"));
    }

    private static String digits(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    private String failMode(Condition c) {
        if (!redirected) {
            return "foot.fail.proxy";
        }
        return c.firewallProblem().isEmpty() ? "foot.fail.closed" : "foot.fail.open";
    }
}
