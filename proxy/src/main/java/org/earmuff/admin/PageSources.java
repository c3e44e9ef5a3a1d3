package org.earmuff.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.rules.Rule;

/**
 * What pages show besides speakers and account. Each is asked when its page is, on a thread that may wait.
 *
 * @param redirected whether the firewall is to bring speakers' connections here
 * @param rules every rule in force, in the files' order
 * @param files text of every file of the configuration in force, as it was read, by its path
 * @param facts about the appliance: where it listens, how much memory it has
 * @param checks what {@code earmuff doctor} says
 * @param newDevices entries of YAML for devices that were seen and are not configured; empty for none
 * @param shadows what rules in shadow mode would have done
 */
public record PageSources(
        boolean redirected,
        Supplier<List<Rule>> rules,
        Supplier<Map<String, String>> files,
        Supplier<List<Fact>> facts,
        Supplier<List<Check>> checks,
        Supplier<String> newDevices,
        Shadows shadows) {

    /** For an appliance that shows nothing but its speakers and its account. */
    public static final PageSources NONE =
            new PageSources(false, List::of, Map::of, List::of, List::of, () -> "", since -> List.of());

    /** Asks what every rule in shadow mode would have done since an instant, had it been in force. */
    @FunctionalInterface
    public interface Shadows {
        List<ShadowUse> since(Instant since) throws LedgerUnavailableException;
    }

    /**
     * What a rule in shadow mode would have changed.
     *
     * @param rule its name
     * @param withheld uploads of which nothing would have left
     * @param cut uploads that would have been cut short
     * @param slowed uploads that would have left more slowly
     * @param seconds of sound that left and would not have
     */
    public record ShadowUse(String rule, long withheld, long cut, long slowed, double seconds) {}

    /** One thing about the appliance, such as {@code memory}, and what is to be said of it. */
    public record Fact(String about, String text) {}

    /**
     * One thing that was looked at.
     *
     * @param level {@code ok}, {@code warn} or {@code fail}
     * @param remedy a command, or what to do; empty where nothing need be done
     */
    public record Check(String level, String about, String text, String remedy) {}
}
