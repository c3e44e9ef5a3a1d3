package org.earmuff.ledger.archive;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of holding an archive against the account. Every upload and every activation is in exactly one list, once.
 *
 * @param matched this home sent it, and they hold it
 * @param theirsOnly they hold it, and this home did not send it
 * @param oursOnly this home sent it, and their archive does not show it
 * @param unclear what cannot be told, with the reason
 * @param clocks how each device's times were understood
 * @param understood what was understood of the archive
 * @param zone in which times without a zone were read
 * @param zoneHow why; empty where every time has its zone
 * @param notes what else the reader should know
 */
public record Reconciliation(
        List<Item> matched,
        List<Item> theirsOnly,
        List<Item> oursOnly,
        List<Item> unclear,
        List<Clock> clocks,
        Understood understood,
        ZoneId zone,
        String zoneHow,
        List<String> notes) {

    /**
     * One row of a list: theirs, ours, or both.
     *
     * @param archiveAt when, as the archive says; null where it does not show it
     * @param stepMillis what the archive's time is written to; 0 where there is none
     * @param device the archive's name of the device; null where it has none
     * @param id of the row in the ledger; 0 where there is none
     * @param sentAt when it began to leave; null where nothing left
     * @param speaker the home's name of the speaker; null where it is not known
     * @param seconds from the first byte to the last
     * @param note a clause for people; empty where there is nothing to say
     */
    public record Item(
            @Nullable Instant archiveAt,
            int stepMillis,
            @Nullable String device,
            long id,
            @Nullable Instant sentAt,
            @Nullable String speaker,
            double seconds,
            String note) {

        /** By which the lists are in order. */
        Instant at() {
            return archiveAt != null ? archiveAt : sentAt != null ? sentAt : Instant.EPOCH;
        }
    }

    /**
     * How the times of a device were understood.
     *
     * @param vendor whose archive it is
     * @param device null for times that name no device
     * @param speakers which speakers it is taken for; empty where it fits none
     * @param how why these
     * @param learnt whether the offset was learnt from the times; else a usual one is taken
     * @param minute whether times are cut to the minute
     * @param offsetSeconds by which their clock is ahead of the home's, what is cut off taken into account
     * @param fromSeconds theirs minus ours is at least so much
     * @param toSeconds and at most so much
     * @param activations how many it has
     * @param matched how many of them match
     */
    public record Clock(
            String vendor,
            @Nullable String device,
            List<String> speakers,
            String how,
            boolean learnt,
            boolean minute,
            double offsetSeconds,
            double fromSeconds,
            double toSeconds,
            int activations,
            int matched) {
        public Clock {
            speakers = List.copyOf(speakers);
        }
    }

    public Reconciliation {
        matched = List.copyOf(matched);
        theirsOnly = List.copyOf(theirsOnly);
        oursOnly = List.copyOf(oursOnly);
        unclear = List.copyOf(unclear);
        clocks = List.copyOf(clocks);
        notes = List.copyOf(notes);
    }

    /** Holds an archive against the home's rows. Takes seconds for tens of thousands of rows. */
    public static Reconciliation of(Archive archive, HomeRows home, Household household) {
        return new Reconciler(archive, home, household).run();
    }

    /** Whether anything of the archive fits this home. */
    public boolean fits() {
        return !matched.isEmpty();
    }
}
