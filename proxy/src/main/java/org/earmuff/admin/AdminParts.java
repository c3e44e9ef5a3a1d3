package org.earmuff.admin;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.Ledger;
import org.earmuff.metrics.Metrics;
import org.earmuff.policy.House;
import org.earmuff.signals.MuteDesk;

/**
 * The parts of the appliance that the admin interface shows and steers.
 *
 * @param state the state folder, where password, sessions and guest links are
 * @param isSpeaker whether an address belongs to a speaker: such a client is cut off before a byte is read. Asked on the admin loop
 *     at each connection; it must not block, and until it is answered nobody is let in
 * @param condition asked at each request; it must not block
 * @param reload reads the configuration again and returns once it is in force or refused; it may block
 * @param pages what pages show besides
 */
public record AdminParts(
        House house,
        MuteDesk mutes,
        Ledger ledger,
        Metrics metrics,
        HouseClock clock,
        Path state,
        Function<InetAddress, CompletionStage<Boolean>> isSpeaker,
        Supplier<Condition> condition,
        Supplier<Reloaded> reload,
        PageSources pages) {

    /** Of an appliance whose configuration is not in files. */
    public AdminParts(
            House house,
            MuteDesk mutes,
            Ledger ledger,
            Metrics metrics,
            HouseClock clock,
            Path state,
            Function<InetAddress, CompletionStage<Boolean>> isSpeaker,
            Supplier<Condition> condition) {
        this(
                house,
                mutes,
                ledger,
                metrics,
                clock,
                state,
                isSpeaker,
                condition,
                () -> new Reloaded(List.of(), condition.get().configSha256(), List.of(), List.of()),
                PageSources.NONE);
    }
}
