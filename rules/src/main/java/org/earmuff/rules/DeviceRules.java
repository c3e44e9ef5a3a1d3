package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.earmuff.rules.mute.MuteState;
import org.jspecify.annotations.Nullable;

/** The rules that cover one device, picked out once, with the questions that flows to different names make of them. */
final class DeviceRules {

    /** Names whose refusing rules are kept picked out; more are decided all the same, only more slowly. */
    private static final int MOST_NAMES = 128;

    private final RuleBook book;
    private final Facts facts;
    private final List<Rule> acting;
    private final List<Rule> naming;
    private final List<Rule> shadows;
    private final UploadLimits limits;
    private final Question nameless;
    private final Map<String, Question> byName = new ConcurrentHashMap<>();

    /** @param facts without a name */
    DeviceRules(RuleBook book, Facts facts) {
        this.book = book;
        this.facts = facts;
        List<Rule> covering =
                book.rules().stream().filter(r -> r.speakers().cover(facts)).toList();
        this.acting = covering.stream().filter(r -> !r.shadow()).toList();
        this.naming = acting.stream().filter(r -> !r.refuseNames().isEmpty()).toList();
        this.shadows = covering.stream().filter(Rule::shadow).toList();
        this.limits = new UploadLimits(acting, book.zone(), facts.clockSet());
        this.nameless = new Question(book, facts, acting, Set.of());
    }

    Decision decide(@Nullable String name, Usage usage, MuteState mutes, Instant now) {
        return question(name).decide(usage, mutes, now);
    }

    private Question question(@Nullable String name) {
        if (name == null || naming.isEmpty()) {
            return nameless;
        }
        Question known = byName.get(name);
        if (known == null) {
            Set<Rule> refusing = refusing(naming, name);
            known = refusing.isEmpty() ? nameless : new Question(book, facts, acting, refusing);
            if (byName.size() < MOST_NAMES) {
                byName.putIfAbsent(name, known);
            }
        }
        return known;
    }

    private static Set<Rule> refusing(List<Rule> rules, @Nullable String name) {
        Set<Rule> refusing = new HashSet<>();
        if (name != null) {
            for (Rule rule : rules) {
                if (rule.refuseNames().stream().anyMatch(p -> p.matches(name))) {
                    refusing.add(rule);
                }
            }
        }
        return refusing;
    }

    boolean namesMatter() {
        return !naming.isEmpty();
    }

    @Nullable
    UploadLimit longestUpload(Instant now) {
        return limits.at(now);
    }

    Instant longestUploadChanges(Instant now) {
        return limits.nextChange(now);
    }

    List<ShadowFinding> shadow(@Nullable String name, Usage usage, Instant now) {
        if (shadows.isEmpty()) {
            return List.of();
        }
        Set<Rule> refusing = refusing(shadows, name);
        List<ShadowFinding> findings = new ArrayList<>(shadows.size());
        for (Rule rule : shadows) {
            findings.add(new ShadowFinding(rule.ref(), alone(rule, refusing.contains(rule), usage, now)));
        }
        return findings;
    }

    private Verdict alone(Rule rule, boolean named, Usage usage, Instant now) {
        if (rule.needsClock() && !facts.clockSet()) {
            return book.clockUnsynced();
        }
        ZoneId zone = book.zone();
        Verdict strictest = Verdict.ALLOW;
        for (Source source : RuleSources.of(rule, facts.speaker(), named, usage, zone, now)) {
            Finding says = source.says();
            if (says != null && says.verdict().strictness() > strictest.strictness()) {
                strictest = says.verdict();
            }
        }
        return strictest;
    }
}
