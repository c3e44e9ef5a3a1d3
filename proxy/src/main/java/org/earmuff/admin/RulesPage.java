package org.earmuff.admin;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Map<String, Map<String, Long>> shadows = parts.metrics().shadowDecisions();
        StringBuilder html = new StringBuilder();
        for (Rule rule : rules) {
            String effect = rule.shadow()
                    ? shadow(shadows.getOrDefault(rule.ref().name(), Map.of()))
                    : effect(week.get(rule.ref().name()));
            html.append(card(rule, effect, files.getOrDefault(rule.ref().file(), "")));
        }
        String all = rules.isEmpty()
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("rules.none")) + "</p>"
                : html.toString();
        return Html.of("rules.html").piece("rules", all).fill();
    }

    /** By the rule's name: its line may have moved within the week. */
    private Map<String, RuleUse> week(View v) {
        ZoneId zone = v.settings().zone();
        LocalDate first = LocalDate.ofInstant(v.s().now(), zone).minusDays(WEEK - 1L);
        Map<String, RuleUse> uses = new HashMap<>();
        try {
            for (RuleUse use : timeline.rules(first.atStartOfDay(zone).toInstant())) {
                int open = use.rule().lastIndexOf(" (");
                uses.merge(open < 0 ? use.rule() : use.rule().substring(0, open), use, RulesPage::plus);
            }
            return uses;
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }

    private static RuleUse plus(RuleUse a, RuleUse b) {
        return new RuleUse(
                a.rule(), a.uploads() + b.uploads(), a.leftSeconds() + b.leftSeconds(), a.withheld() + b.withheld());
    }

    private static String effect(@Nullable RuleUse use) {
        if (use == null) {
            return Phrases.say("rule.week.nothing");
        }
        return Phrases.say(
                "rule.week",
                Phrases.count("withheld", use.withheld()),
                Phrases.count("uploads", use.uploads()),
                Words.seconds(use.leftSeconds()));
    }

    private static String shadow(Map<String, Long> verdicts) {
        List<String> said = new ArrayList<>();
        verdicts.forEach((verdict, times) -> said.add(Phrases.say("rule.shadow." + verdict, times)));
        return said.isEmpty()
                ? Phrases.say("rule.shadow.nothing")
                : Phrases.say("rule.shadow", String.join(", ", said));
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
