package org.earmuff.usage;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.rules.Facts;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Usage;
import org.earmuff.rules.budget.Budget;

/** From rules and speakers to what is counted, and from counts to what is spent. */
final class Counting {

    private Counting() {}

    /** Every speaker's budgets; speakers without any are left out. Counts that are there go on, others are begun. */
    static Map<String, List<Followed>> follow(RuleBook rules, List<Facts> speakers, Map<Count.Key, Count> counts) {
        Map<String, List<Followed>> next = new LinkedHashMap<>();
        for (Facts speaker : speakers) {
            List<Followed> all = new ArrayList<>();
            for (Rule rule : rules.rules()) {
                if (rule.speakers().cover(speaker)) {
                    all.addAll(followed(speaker.speaker(), rule, rules.zone(), counts));
                }
            }
            if (!all.isEmpty()) {
                next.put(speaker.speaker(), List.copyOf(all));
            }
        }
        return Map.copyOf(next);
    }

    private static List<Followed> followed(String speaker, Rule rule, ZoneId zone, Map<Count.Key, Count> counts) {
        Map<Count.Key, List<Budget>> byKey = new LinkedHashMap<>();
        for (Budget budget : rule.budgets()) {
            Count.Key key = new Count.Key(speaker, rule.ref().name(), budget.unit(), budget.window());
            byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(budget);
        }
        List<Followed> all = new ArrayList<>();
        byKey.forEach((key, budgets) -> all.add(
                new Followed(key, counts.computeIfAbsent(key, k -> new Count()), rule, List.copyOf(budgets), zone)));
        return all;
    }

    /** @param unknown whether it is not known what was used, so that all counts as spent */
    static Usage spent(Map<String, List<Followed>> bySpeaker, boolean unknown) {
        Map<Usage.Spent, Instant> spent = new HashMap<>();
        for (List<Followed> all : bySpeaker.values()) {
            for (Followed one : all) {
                for (Budget budget : one.budgets()) {
                    Instant last = unknown ? Instant.MAX : one.count().lastWith(budget.amount());
                    if (last != null) {
                        spent.put(
                                new Usage.Spent(
                                        one.key().speaker(), one.rule().ref().name(), budget),
                                last);
                    }
                }
            }
        }
        return new Usage(spent);
    }
}
