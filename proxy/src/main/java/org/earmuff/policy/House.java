package org.earmuff.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.earmuff.rules.Decision;
import org.earmuff.rules.mute.MuteState;

/** What may be asked of the running policy from outside the event loops. Any thread. */
public interface House {

    /** Every configured speaker, in the configuration's order, then {@code unknown} where such a device was seen. */
    List<SpeakerView> speakers();

    /** The decision for a speaker's new flow at an instant under the rules and mutes in force now; empty where there is no such speaker. */
    Optional<Decision> explain(String speaker, Instant at);

    /** The mutes in force. */
    MuteState mutes();

    /** Every speaker's every budget, and what is used of it. */
    default List<BudgetView> budgets() {
        return List.of();
    }
}
