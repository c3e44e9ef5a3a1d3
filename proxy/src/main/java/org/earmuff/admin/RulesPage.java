package org.earmuff.admin;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.admin.PageSources.ShadowUse;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.Timeline;
import org.earmuff.ledger.Timeline.RuleUse;
import org.earmuff.rules.Rule;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** Every rule: what it means, how it is written, and what it did in the last seven days. The files are the master: nothing is changed here. */
final class RulesPage {

    private static final int WEEK = 7;
    private static final int MOST_LINES = 60;

    private final AdminParts parts;
    private final Timeline timeline;

    RulesPage(AdminParts parts, Timeline timeline) {
        this.parts = parts;
        this.timeline = timeline;
    }

    String draw(Call call, View v) {
        call.only(Set.of());
        List<Rule> rules = parts.pages().rules().get();
        Map<String, String> files = parts.pages().files().get();
        Map<String, RuleUse> week = week(v);
        Map<String, ShadowUse> shadows = shadows(rules, v);
        StringBuilder html = new StringBuilder();
        for (Rule rule : rules) {
            String name = rule.ref().name();
            String effect = rule.shadow() ? shadow(shadows.get(name)) : effect(week.get(name));
            html.append(card(rule, effect, files.getOrDefault(rule.ref().file(), "")));
        }
        String all = rules.isEmpty()
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("rules.none")) + "</p>"
                : html.toString();
        return Html.of("rules.html").piece("rules", all).fill();
    }

    private static Instant begin(View v) {
        ZoneId zone = v.settings().zone();
        return LocalDate.ofInstant(v.s().now(), zone)
                .minusDays(WEEK - 1L)
                .atStartOfDay(zone)
                .toInstant();
    }

    /** By the rule's name: its line may have moved within the week. */
    private Map<String, RuleUse> week(View v) {
        Map<String, RuleUse> uses = new HashMap<>();
        try {
            for (RuleUse use : timeline.rules(begin(v))) {
                int open = use.rule().lastIndexOf(" (");
                uses.merge(open < 0 ? use.rule() : use.rule().substring(0, open), use, RulesPage::plus);
            }
            return uses;
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }

    private Map<String, ShadowUse> shadows(List<Rule> rules, View v) {
        if (rules.stream().noneMatch(Rule::shadow)) {
            return Map.of();
        }
        try {
            return parts.pages().shadows().since(begin(v)).stream()
                    .collect(Collectors.toMap(ShadowUse::rule, use -> use, (a, b) -> a));
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }

    private static RuleUse plus(RuleUse a, RuleUse b) {
        return new RuleUse(
                a.rule(),
                a.cut() + b.cut(),
                a.cutSeconds() + b.cutSeconds(),
                a.slowed() + b.slowed(),
                a.withheld() + b.withheld());
    }

    /** Only what there was of it. */
    static String effect(@Nullable RuleUse use) {
        List<String> did = new ArrayList<>();
        if (use != null && use.cut() > 0) {
            did.add(Phrases.count("rule.cut", use.cut(), Words.seconds(use.cutSeconds())));
        }
        if (use != null && use.slowed() > 0) {
            did.add(Phrases.count("rule.slowed", use.slowed()));
        }
        if (use != null && use.withheld() > 0) {
            did.add(Phrases.count("rule.withheld", use.withheld()));
        }
        return did.isEmpty() ? Phrases.say("rule.week.nothing") : Phrases.say("rule.week", String.join(", ", did));
    }

    static String shadow(@Nullable ShadowUse use) {
        List<String> did = new ArrayList<>();
        if (use != null && use.withheld() > 0) {
            did.add(Phrases.count("rule.shadow.withheld", use.withheld()));
        }
        if (use != null && use.cut() > 0) {
            did.add(Phrases.count("rule.shadow.cut", use.cut()));
        }
        if (use != null && use.slowed() > 0) {
            did.add(Phrases.count("rule.shadow.slowed", use.slowed()));
        }
        return use == null || did.isEmpty()
                ? Phrases.say("rule.shadow.nothing")
                : Phrases.say("rule.shadow", String.join(", ", did), Words.seconds(Math.max(0, use.seconds())));
    }

    private static String card(Rule rule, String effect, String file) {
        StringBuilder meaning = new StringBuilder();
        RuleWords.meaning(rule)
                .forEach(
                        said -> meaning.append("<li>").append(Html.escape(said)).append("</li>"));
        Path name = Path.of(rule.ref().file()).getFileName();
        String written = excerpt(file, rule.ref().line());
        return Html.of("rule.html")
                .text("name", rule.ref().name())
                .text(
                        "place",
                        (name == null ? rule.ref().file() : name) + ":"
                                + rule.ref().line())
                .text("path", rule.ref().file())
                .piece(
                        "badge",
                        rule.shadow()
                                ? "<span class=\"badge\">" + Html.escape(Phrases.say("rule.shadow.badge")) + "</span>"
                                : "")
                .piece("meaning", meaning.toString())
                .text("effect", effect)
                .piece(
                        "written",
                        written.isEmpty()
                                ? ""
                                : Html.of("rule-text.html")
                                        .text("text", written)
                                        .fill())
                .fill();
    }

    /** The rule's own lines, and no others: elsewhere in the file are passwords. */
    static String excerpt(String file, int line) {
        List<String> lines = file.lines().toList();
        if (line < 1 || line > lines.size()) {
            return "";
        }
        int indent = indent(lines.get(line - 1));
        List<String> own = new ArrayList<>();
        for (int i = line - 1; i < lines.size() && own.size() < MOST_LINES; i++) {
            String text = lines.get(i);
            if (i >= line && !text.isBlank() && indent(text) <= indent) {
                break;
            }
            own.add(text.substring(Math.min(indent, text.length())));
        }
        return String.join("\n", own).stripTrailing();
    }

    private static int indent(String text) {
        return text.length() - text.stripLeading().length();
    }
}
