package org.earmuff.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which rows lose their personal fields. One of the three ways to name them is taken. */
public final class ErasePlan {

    private static final int MOST_SPANS = 500;

    private final String where;
    private final List<Object> values;

    private ErasePlan(String where, List<Object> values) {
        this.where = where;
        this.values = values;
    }

    /**
     * Rows by their ids.
     *
     * @param ids such as {@code 7} or {@code 7,12-20}
     * @throws IllegalArgumentException where that is none; the message is for the user
     */
    public static ErasePlan ids(String ids) {
        StringBuilder where = new StringBuilder();
        List<Object> values = new ArrayList<>();
        String[] spans = ids.split(",", -1);
        for (String span : spans) {
            String[] ends = span.strip().split("-", 2);
            if (spans.length > MOST_SPANS || !(ends[0] + ends[ends.length - 1]).matches("[0-9]{1,34}")) {
                throw new IllegalArgumentException(
                        "\"" + ids + "\" are no rows: write 7, or 7,12-20; at most " + MOST_SPANS + " at a time");
            }
            if (Long.parseLong(ends[0]) > Long.parseLong(ends[ends.length - 1])) {
                throw new IllegalArgumentException(
                        "\"" + span.strip() + "\" ends before it begins: the smaller number comes first");
            }
            where.append(where.isEmpty() ? "(" : " OR ").append("id BETWEEN ? AND ?");
            values.add(Long.parseLong(ends[0]));
            values.add(Long.parseLong(ends[ends.length - 1]));
        }
        return new ErasePlan(where + ")", values);
    }

    /**
     * A speaker's rows that began in a span of time.
     *
     * @param until exclusive
     */
    public static ErasePlan speaker(String speaker, @Nullable Instant since, @Nullable Instant until) {
        StringBuilder where = new StringBuilder("speaker = ?");
        List<Object> values = new ArrayList<>(List.of(speaker));
        if (since != null) {
            where.append(" AND at >= ?");
            values.add(LedgerColumns.at(since));
        }
        if (until != null) {
            where.append(" AND at < ?");
            values.add(LedgerColumns.at(until));
        }
        return new ErasePlan(where.toString(), values);
    }

    /** All that began before. */
    public static ErasePlan before(Instant time) {
        return new ErasePlan("at < ?", List.of(LedgerColumns.at(time)));
    }

    /** A condition on rows that have not been erased yet; checkpoints have nothing to erase. */
    String where() {
        return "(" + where + ") AND salt IS NOT NULL AND kind <> 'checkpoint'";
    }

    List<Object> values() {
        return values;
    }
}
