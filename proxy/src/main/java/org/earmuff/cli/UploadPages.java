package org.earmuff.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.earmuff.admin.Rows;
import org.earmuff.config.Configuration;
import org.earmuff.flow.Flow;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.UploadQuery;
import org.jspecify.annotations.Nullable;

/**
 * Pages of uploads and attempts: from the appliance while it answers, else from its ledger. Both number rows alike, so that whoever follows
 * goes on with one where the other ended.
 */
final class UploadPages {

    /**
     * What is asked for, in the user's words and, for the ledger, as instants.
     *
     * @param since in words; the appliance has the household's own clock and zone
     */
    record Filter(
            @Nullable String since,
            @Nullable String until,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String speaker) {

        /** Only whose they are; whoever follows is past the beginning. */
        Filter whenever() {
            return new Filter(null, null, null, null, speaker);
        }

        /** Everything. */
        static Filter none() {
            return new Filter(null, null, null, null, null);
        }

        private String query() {
            return parameter("since", since) + parameter("until", until) + parameter("speaker", speaker);
        }

        private static String parameter(String name, @Nullable String value) {
            return value == null ? "" : "&" + name + "=" + ApplianceClient.encode(value);
        }
    }

    /**
     * @param next the largest id of these rows; of no rows, the one that was asked from
     * @param gaps how many gaps the time that was asked for has; told with a first page only, else 0
     */
    record Page(List<JsonObject> rows, long next, long gaps) {}

    private final Path config;
    private final Configuration household;
    private final LedgerRows ledger;
    private @Nullable ApplianceClient appliance;

    UploadPages(Path config, Configuration household, LedgerRows ledger) {
        this.config = config;
        this.household = household;
        this.ledger = ledger;
    }

    /** The household's zone, by the appliance where it answers. */
    HouseTime time() throws JsonException {
        try {
            return HouseTime.of(client().get("/api/v1/status"));
        } catch (CommandFailure e) {
            requireAway(e);
            return new HouseTime(household.household().timezone());
        }
    }

    /** @param after rows with larger ids alone, oldest first; null for the newest of the range */
    Page page(Filter filter, int limit, @Nullable Long after) throws JsonException, LedgerUnavailableException {
        try {
            JsonObject answer = client().get("/api/v1/uploads?limit=" + limit + (after == null ? "" : "&after=" + after)
                    + filter.query());
            long gaps = answer.get("gaps") == null ? 0 : (long) answer.number("gaps");
            return new Page(answer.objects("uploads"), (long) answer.number("next_after"), gaps);
        } catch (CommandFailure e) {
            requireAway(e);
            return read(filter, limit, after);
        }
    }

    private Page read(Filter filter, int limit, @Nullable Long after) throws JsonException, LedgerUnavailableException {
        LedgerCommand.requireThere(ledger);
        requireKnown(filter.speaker());
        LedgerCommand.requireOrder(
                filter.from(), filter.to(), new HouseTime(household.household().timezone()));
        UploadQuery query = new UploadQuery(filter.from(), filter.to(), filter.speaker(), limit, after);
        long next = after == null ? 0 : after;
        List<JsonObject> rows = new ArrayList<>();
        List<LedgerRow> found = ledger.reader().uploads(query);
        for (LedgerRow row : found) {
            next = Math.max(next, row.id());
            // As it would have come over the wire.
            rows.add(Json.readObject(Rows.json(row).toString()));
        }
        return new Page(
                rows, next, after == null || after == 0 ? ledger.reader().gaps(query, found) : 0);
    }

    /** As the appliance would: the ledger keeps what speakers did that have another name now, or are gone. */
    private void requireKnown(@Nullable String name) throws LedgerUnavailableException {
        TreeSet<String> known =
                household.speakers().stream().map(s -> s.name()).collect(Collectors.toCollection(TreeSet::new));
        if (name != null
                && !known.contains(name)
                && !name.equals(Flow.UNKNOWN)
                && !ledger.reader().knows(name)) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "there is no speaker \"" + name + "\", and no row of one; there are: " + String.join(", ", known));
        }
    }

    private ApplianceClient client() {
        ApplianceClient known = appliance;
        if (known == null) {
            known = ApplianceClient.of(config);
            appliance = known;
        }
        return known;
    }

    /** An appliance that starts again may do so with another port or token. */
    private void requireAway(CommandFailure failure) {
        if (failure.code() != CommandFailure.NOT_REACHABLE) {
            throw failure;
        }
        appliance = null;
    }
}
