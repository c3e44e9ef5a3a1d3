package org.earmuff;

import java.io.IOException;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.Requires;

/** A house with the real appliance between two speakers, kitchen and nursery, and the cloud; and a bystander that is none. */
final class MainJobHouse implements AutoCloseable {

    private static final String SPEAKERS =
            """
              - {name: kitchen, room: Kitchen, match: ["%s", "%s", "%s"], profile: amazon-echo}
              - {name: nursery, room: Nursery, match: ["%s"], profile: google-nest}
            """.formatted(HouseNet.SPEAKER_MAC, HouseNet.SPEAKER4, HouseNet.SPEAKER6, HouseNet.SPEAKER2_MAC);

    final HouseNet net;
    final BoxAppliance box;
    final Agent kitchen;
    final Agent nursery;
    final Agent cloud;

    /** @param more further keys of the configuration, as YAML */
    static MainJobHouse open(String more, String... commands) throws IOException {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl");
        Requires.commands(commands);
        return new MainJobHouse(more);
    }

    private MainJobHouse(String more) throws IOException {
        net = HouseNet.twoArmed();
        try {
            box = new BoxAppliance(net, SPEAKERS, more, HouseNet.SPEAKER_MAC, HouseNet.SPEAKER2_MAC);
            kitchen = net.speaker().agent();
            nursery = net.speaker2().agent();
            cloud = net.cloud().agent();
        } catch (IOException | RuntimeException | Error e) {
            net.close();
            throw e;
        }
    }

    /** Listens in the cloud with a window of a few kilobytes; accepted sockets have the listener's. */
    void listenWithSmallWindow(int port) {
        net.cloud().sysctl("net.ipv4.tcp_rmem=4096 4096 8192");
        cloud.listen(port);
        net.cloud().sysctl("net.ipv4.tcp_rmem=4096 131072 6291456");
    }

    /** Both ends of one connection through the box. */
    record Line(String name, Agent.Connection speaker, Agent.Connection cloud) {}

    /** Connects and waits until the cloud has accepted; one at a time, so that ends are told apart by their order. */
    synchronized Line line(String name, Agent from, String host, int port) {
        int before = cloud.accepted(port).size();
        Agent.Connection speaker = from.connect(host, port);
        return new Line(name, speaker, cloud.awaitAccepted(port, before));
    }

    @Override
    public void close() throws IOException {
        try {
            box.close();
        } finally {
            net.close();
        }
    }
}
