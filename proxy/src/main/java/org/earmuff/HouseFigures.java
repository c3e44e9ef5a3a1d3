package org.earmuff;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.earmuff.config.Configuration;
import org.earmuff.home.SpeakerDef;
import org.earmuff.ledger.LedgerHead;
import org.earmuff.ledger.LedgerReader;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.Totals;
import org.earmuff.signals.mqtt.HouseReport;

/** Speakers and their figures as status shows them, for whoever tells of them elsewhere. */
record HouseFigures(MuteSignals.Parts parts, Supplier<Configuration> current) implements HouseReport {

    @Override
    public List<Speaker> speakers() {
        Set<String> configured = names();
        return parts.house().speakers().stream()
                .filter(s -> configured.contains(s.name()))
                .map(s -> new Speaker(s.name(), s.room(), s.decision().verdict().word()))
                .toList();
    }

    @Override
    public Map<String, Figures> figures() throws IOException {
        ZoneId zone = current.get().household().timezone();
        Instant midnight = LocalDate.ofInstant(parts.clock().now(), zone)
                .atStartOfDay(zone)
                .toInstant();
        Set<String> names = names();
        try {
            LedgerReader ledger = parts.ledger().reader();
            Map<String, Totals> today = ledger.totalsSince(midnight);
            Map<String, LedgerRow> last = ledger.lastUploads(names);
            Map<String, Figures> figures = new HashMap<>();
            for (String name : names) {
                LedgerRow row = last.get(name);
                figures.put(
                        name,
                        new Figures(
                                today.getOrDefault(name, Totals.NONE).audioSeconds(), row == null ? null : row.at()));
            }
            return figures;
        } catch (LedgerUnavailableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String ledgerHead() {
        return parts.ledger().checkpoint().map(LedgerHead::text).orElse("");
    }

    private Set<String> names() {
        Set<String> names = new HashSet<>();
        for (SpeakerDef speaker : current.get().speakers()) {
            names.add(speaker.name());
        }
        return names;
    }
}
