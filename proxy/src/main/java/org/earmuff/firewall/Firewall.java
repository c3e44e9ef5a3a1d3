package org.earmuff.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prints, applies and removes what the kernel needs to hand speakers' TCP and UDP to the listener.
 *
 * <p>Applying twice is the same as once. Whatever instant it is killed at, speakers are let out no further than before it
 * began, and no other device is affected: routing is set before the table that uses it and taken away before it, since
 * the table lets nothing past without, and the table is replaced in one transaction.
 */
public final class Firewall {

    private static final String PROBE = """
            table inet earmuff_probe {
            	chain probe {
            		type filter hook prerouting priority mangle;
            		%s
            	}
            }
            """;

    private static final String REMOVE = """
            add table inet earmuff
            delete table inet earmuff
            add table inet earmuff_check
            delete table inet earmuff_check
            """;

    private static final String APPLY = "earmuff firewall apply";

    private final Programs programs;
    private final Routing routing;

    /** With the system's {@code nft} and {@code ip}. */
    public Firewall() {
        this(Programs.ofTheSystem());
    }

    Firewall(Programs programs) {
        this.programs = programs;
        this.routing = new Routing(programs);
    }

    /**
     * The table as {@code nft -f} reads it, with the routing that goes with it as comments.
     *
     * @throws IllegalArgumentException if a speaker's match is none
     */
    public static String print(FirewallSettings settings) {
        StringBuilder text = new StringBuilder();
        Routing.commands(settings)
                .forEach(command -> text.append("# ").append(command).append('\n'));
        return text.append('\n')
                .append(Ruleset.of(settings, Sources.of(settings.speakers())))
                .toString();
    }

    /**
     * Looks whether what {@link #apply} set is still there. Without the right to see the table only the routing is looked at.
     *
     * @return what is missing and how to mend it; empty where nothing is, or where the kernel's tools cannot be asked
     */
    public Optional<String> missing() {
        try {
            boolean table = !programs.run("", "nft", "list", "table", "inet", "earmuff")
                    .err()
                    .contains("No such file");
            if (table && routing.isThere()) {
                return Optional.empty();
            }
            return Optional.of(
                    "The firewall is not in place: speakers' connections go past Earmuff, and no mute stops them."
                            + " Mend it with: earmuff firewall apply");
        } catch (FirewallException e) {
            return Optional.empty();
        }
    }

    /**
     * What is not as {@link #apply} with these settings would leave it, and what on this box spoils the effect. Nothing that
     * packets meet is changed.
     *
     * @return empty where all is well
     * @throws FirewallException if the kernel or its tools cannot be asked, as without the right to
     * @throws IllegalArgumentException if a speaker's match is none
     */
    public List<Finding> check(FirewallSettings settings) throws FirewallException {
        Sources sources = Sources.of(settings.speakers());
        List<Finding> findings = new ArrayList<>();
        for (String what : new TableCheck(programs).differences(Ruleset.of(settings, sources))) {
            findings.add(Finding.wrong(what, APPLY));
        }
        for (String what : routing.differences(settings)) {
            findings.add(Finding.wrong(what, APPLY));
        }
        findings.addAll(sources.warnings());
        hostProblems(settings).forEach(problem -> findings.add(Finding.warning(problem.what(), problem.remedy())));
        Listening.missing(settings.tproxyPort()).ifPresent(findings::add);
        return findings;
    }

    /**
     * Whether something else took the table away: the routing, which {@link #remove} takes first, is still there. False where
     * this process may not see.
     */
    public boolean wasFlushed() {
        try {
            return programs.run("", "nft", "list", "table", "inet", "earmuff")
                            .err()
                            .contains("No such file")
                    && routing.isThere();
        } catch (FirewallException e) {
            return false;
        }
    }

    /**
     * Looks for settings of this machine with which the table does not do its work, without running a program.
     *
     * @param interfaces where speakers are
     * @return what is wrong and how to mend it; empty where nothing is
     */
    public Optional<String> spoiled(List<String> interfaces) {
        List<String> found = interfaces.stream()
                .flatMap(name -> HostWarnings.cutOff(name).stream())
                .map(HostProblem::toString)
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", found));
    }

    /**
     * Sets routing and table.
     *
     * @return what is set but will not do all that is expected of it, each with its remedy; empty where all is well
     * @throws FirewallException if the kernel or its tools refused; the table in force before then still is
     * @throws IllegalArgumentException if a speaker's match is none
     */
    public List<Finding> apply(FirewallSettings settings) throws FirewallException {
        Sources sources = Sources.of(settings.speakers());
        String ruleset = Ruleset.of(settings, sources);
        routing.ensure(settings);
        Programs.Answer answer = programs.run(ruleset, "nft", "-f", "-");
        if (!answer.ok()) {
            throw new FirewallException("nftables refused the table inet earmuff: "
                    + answer.err().strip() + "\n"
                    + Remedy.forNft(
                            answer.err(),
                            takes("meta l4proto tcp tproxy ip to :1"),
                            takes("fib daddr type local accept")));
        }
        routing.removeStale(settings);
        List<Finding> warnings = new ArrayList<>(sources.warnings());
        hostProblems(settings).forEach(problem -> warnings.add(Finding.warning(problem.what(), problem.remedy())));
        return warnings;
    }

    /** Settings of the box, not ours to change, that spoil what the firewall does; empty where all is well. */
    public List<HostProblem> hostProblems(FirewallSettings settings) throws FirewallException {
        return new HostWarnings(programs, routing).of(settings);
    }

    /**
     * Leaves nothing of the table or the routing; what was not there is not missed. Routing first: redirected packets then
     * find no way, and the table still lets none past, until it goes as the last step.
     */
    public void remove() throws FirewallException {
        routing.remove();
        Programs.Answer answer = programs.run(REMOVE, "nft", "-f", "-");
        if (!answer.ok()) {
            throw new FirewallException("nftables would not remove the table inet earmuff: "
                    + answer.err().strip() + "\n" + Remedy.forNft(answer.err(), true, true));
        }
    }

    private boolean takes(String rule) throws FirewallException {
        return programs.run(PROBE.formatted(rule), "nft", "-c", "-f", "-").ok();
    }
}
