package org.earmuff;

import java.util.List;
import java.util.OptionalInt;
import org.earmuff.config.Configuration;
import org.earmuff.firewall.FirewallSettings;
import org.earmuff.rules.Verdict;

/** The part of a configuration that the kernel is told of. */
public final class FirewallPlan {

    private FirewallPlan() {}

    /**
     * Interfaces, ports, UDP and speakers.
     *
     * @throws IllegalArgumentException if the kernel has nothing to hand over to; the message is for the user
     */
    public static FirewallSettings of(Configuration configuration) {
        OptionalInt tproxy = configuration.listen().tproxy();
        if (tproxy.isEmpty()) {
            throw new IllegalArgumentException(
                    "listen.tproxy is none, so there is nothing to redirect speakers to: set it to a port, e.g. 15443");
        }
        List<FirewallSettings.Speaker> speakers = configuration.speakers().stream()
                .map(speaker -> new FirewallSettings.Speaker(
                        speaker.name(),
                        speaker.match().stream().map(String::valueOf).toList()))
                .toList();
        int admin = configuration.listen().admin().getPort();
        FirewallSettings.Udp udp = new FirewallSettings.Udp(
                configuration.udp().relaysQuic(), !configuration.udp().calls().equals(Verdict.REFUSE));
        return new FirewallSettings(
                configuration.lanInterfaces(), tproxy.getAsInt(), OptionalInt.of(admin), udp, speakers);
    }
}
