package org.earmuff.doctor;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earmuff.config.Configuration;
import org.earmuff.firewall.Firewall;
import org.earmuff.firewall.FirewallException;
import org.earmuff.firewall.FirewallSettings;
import org.earmuff.firewall.HostProblem;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;

/** All that is looked at, in the order in which it should be mended. */
public final class Doctor {

    private static final Path STATE = Path.of("/var/lib/earmuff");

    private Doctor() {}

    /**
     * Looks. Takes a second or two; changes nothing.
     *
     * @param configuration null where there is none that is good
     * @param settings what the firewall is told; null where nothing is to be redirected
     */
    public static List<Diagnosis> examine(
            Box box, @Nullable Configuration configuration, @Nullable FirewallSettings settings, HouseClock clock) {
        List<Diagnosis> found = new ArrayList<>(new KernelChecks(box).all());
        List<String> interfaces = configuration == null ? List.of() : configuration.lanInterfaces();
        found.addAll(new RoutingChecks(box, interfaces).all());
        Firewall firewall = new Firewall();
        Optional<String> missing = settings == null ? Optional.empty() : firewall.missing();
        found.addAll(new FirewallChecks(box).all(missing, settings != null));
        if (settings != null) {
            found.addAll(host(firewall, settings));
        }
        if (configuration != null) {
            found.add(dashboard(configuration.listen().admin(), missing.isPresent() || settings == null));
        }
        ZoneId zone = configuration == null
                ? ZoneId.systemDefault()
                : configuration.household().timezone();
        found.addAll(new SystemChecks(box, clock).all(zone));
        found.addAll(new StateChecks(box).all(configuration == null ? STATE : configuration.state()));
        return found;
    }

    private static List<Diagnosis> host(Firewall firewall, FirewallSettings settings) {
        try {
            List<HostProblem> problems = firewall.hostProblems(settings);
            return problems.isEmpty()
                    ? List.of(Diagnosis.ok(
                            "interfaces", String.join(", ", settings.interfaces()) + ", with nothing in the way"))
                    : problems.stream()
                            .map(p -> p.cutsOff()
                                    ? Diagnosis.fail(p.about(), p.what(), p.remedy())
                                    : Diagnosis.warn(p.about(), p.what(), p.remedy()))
                            .toList();
        } catch (FirewallException e) {
            return List.of(Diagnosis.warn(
                    "interfaces", "could not look: " + e.getMessage(), "run as root: sudo earmuff doctor"));
        }
    }

    static Diagnosis dashboard(InetSocketAddress address, boolean firewallMissing) {
        if (address.getAddress() != null && address.getAddress().isLoopbackAddress()) {
            return Diagnosis.ok("dashboard", "is on this box alone");
        }
        return firewallMissing
                ? Diagnosis.warn(
                        "dashboard",
                        "listens on the network, and no firewall keeps speakers from its port (they are refused after"
                                + " connecting)",
                        "earmuff firewall apply")
                : Diagnosis.ok("dashboard", "listens on the network; speakers are kept from it");
    }
}
