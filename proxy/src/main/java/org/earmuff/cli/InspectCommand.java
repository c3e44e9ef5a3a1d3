package org.earmuff.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.earmuff.inspect.Inspection;
import org.earmuff.inspect.Report;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Verdict;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code earmuff inspect FILE}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what Earmuff would have seen, and forwarded, in a packet capture (pcap or pcapng, also gzipped).",
            "Nothing is decrypted: it sees addresses, names in clear, sizes and times."
        })
public final class InspectCommand implements Callable<Integer> {

    /** The words of {@code --verdict}. */
    enum Simulated {
        allow,
        withhold,
        refuse,
        limit;

        Verdict verdict() {
            return switch (this) {
                case allow -> Verdict.ALLOW;
                case withhold -> Verdict.WITHHOLD;
                case refuse -> Verdict.REFUSE;
                // A rate delays bytes but stops none: which one makes no difference to what is forwarded.
                case limit -> new Verdict.Limit(new Rate(8_000, 8_000));
            };
        }
    }

    /** Addresses only: a name would be looked up on the network. */
    static final class Address implements ITypeConverter<InetAddress> {
        private static final Pattern V4 =
                Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
        private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

        @Override
        public InetAddress convert(String value) {
            try {
                if (V4.matcher(value).matches() || V6.matcher(value).matches()) {
                    return InetAddress.getByName(value);
                }
            } catch (UnknownHostException e) {
                // Looks like one and is none: answered below.
            }
            throw new TypeConversionException("'" + value + "' is not an IPv4 or IPv6 address");
        }
    }

    private static final int MOST_TOLD = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The capture.")
    private @Nullable Path file;

    @Option(
            names = "--speaker",
            paramLabel = "ADDR",
            converter = Address.class,
            description =
                    "A speaker's address; may be repeated. Default: the devices of the home that send to the Internet and whose"
                            + " hardware address is of a maker of speakers; where there is none, every device that does.")
    private List<InetAddress> speakers = List.of();

    @Option(
            names = "--verdict",
            paramLabel = "V",
            defaultValue = "allow",
            description = "What would have been in force: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Simulated verdict = Simulated.allow;

    @Option(names = "--json", description = "One JSON object a line: uploads, then a summary.")
    private boolean json;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        Path capture = Objects.requireNonNull(file);
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        if (!Files.isRegularFile(capture)) {
            err.println("earmuff inspect: " + capture + (Files.exists(capture) ? " is not a file" : " does not exist"));
            return 1;
        }
        try {
            Set<InetAddress> named = new LinkedHashSet<>(speakers);
            Report report = json ? Report.json(out) : Report.table(out);
            Inspection.Outcome outcome = Inspection.run(capture, named, verdict.verdict(), report);
            return notes(outcome, capture, err);
        } catch (IOException e) {
            err.println("earmuff inspect: " + capture + " cannot be read: " + e.getMessage());
            return 1;
        }
    }

    private int notes(Inspection.Outcome outcome, Path capture, PrintWriter err) {
        if (outcome.damage() != null) {
            err.println("earmuff inspect: " + capture + ": " + outcome.damage() + "; what came before is counted");
        }
        if (outcome.notUnderstood() >= 0) {
            err.println("earmuff inspect: " + capture + " has packets of link type " + outcome.notUnderstood()
                    + ", which are not understood; capture on an Ethernet-like interface instead");
        }
        if (outcome.cut() > 0) {
            err.println("earmuff inspect: " + outcome.cut() + " of " + outcome.packets()
                    + " packets were cut short when captured; use a snap length of 0 for exact sizes");
        }
        if (!outcome.others().isEmpty()) {
            err.println("earmuff inspect: left out, add --speaker to see them: " + list(outcome.others()));
        }
        if (!outcome.absent().isEmpty()) {
            err.println("earmuff inspect: " + list(outcome.absent()) + ": sends nothing in this capture; "
                    + (outcome.senders().isEmpty()
                            ? "no device of a home does"
                            : "these do: " + some(outcome.senders())));
        }
        if (outcome.speakers().isEmpty()) {
            err.println(
                    "earmuff inspect: no device of a home sends anything to the Internet in this capture; name one with --speaker");
        }
        err.flush();
        boolean nothingRead = outcome.packets() == 0 && outcome.damage() != null;
        return nothingRead ? 1 : 0;
    }

    /** A capture may be of a large network. */
    private static String some(List<InetAddress> addresses) {
        int more = addresses.size() - MOST_TOLD;
        return more <= 0 ? list(addresses) : list(addresses.subList(0, MOST_TOLD)) + " and " + more + " more";
    }

    private static String list(List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }
}
