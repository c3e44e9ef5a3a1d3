package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.firewall.FirewallException;
import org.earmuff.firewall.RefusedPackets.Count;
import org.earmuff.firewall.RefusedPackets.Reading;
import org.earmuff.flow.PacketKind;
import org.junit.jupiter.api.Test;

class RefusedCountsTest {

    private static final String MAC = "44:65:0d:00:00:11";

    private final List<String> told = new ArrayList<>();
    private String table = "first";
    private List<Count> kernel = List.of();

    private final RefusedCounts counts = new RefusedCounts(
            this::read,
            (mac, address) -> mac.equals(MAC) ? "kitchen" : "unknown",
            (speaker, kind, packets) -> told.add(speaker + " " + kind.word() + " " + packets));

    @Test
    void what_is_new_is_told_and_a_replaced_table_takes_nothing_back() throws Exception {
        kernel = List.of(count("quic", MAC, 5), count("other", "02:00:00:00:00:01", 2));
        counts.look();
        counts.look();
        kernel = List.of(count("quic", MAC, 7));
        counts.look();
        table = "applied again";
        kernel = List.of(count("quic", MAC, 7), count("udp", MAC, 1));
        counts.look();
        kernel = List.of(count("quic", MAC, 2), count("udp", MAC, 1));
        counts.look();

        assertThat(told)
                .containsExactly(
                        "kitchen quic 5",
                        "unknown other 2",
                        "kitchen quic 2",
                        "kitchen quic 7",
                        "kitchen udp 1",
                        "kitchen quic 2");
    }

    @Test
    void where_the_kernel_may_not_be_asked_nothing_is_told_and_nothing_lost() throws Exception {
        kernel = List.of(count("quic", MAC, 5));
        counts.look();
        List<Count> before = kernel;
        kernel = null;
        counts.look();
        kernel = before;
        counts.look();

        assertThat(told).containsExactly("kitchen quic 5");
    }

    private Reading read() throws FirewallException {
        if (kernel == null) {
            throw new FirewallException("nft does not list the table");
        }
        return new Reading(table, kernel);
    }

    private static Count count(String kind, String mac, long packets) throws UnknownHostException {
        assertThat(PacketKind.values()).extracting(PacketKind::word).contains(kind);
        return new Count(kind, mac, InetAddress.getByName("192.168.77.11"), packets);
    }
}
