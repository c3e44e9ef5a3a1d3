package org.earmuff.testing.netns;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A house and a cloud. In both forms speakers and the bystander have the box as their default gateway:
 *
 * <pre>
 * two-armed:  speaker, speaker2, bystander --br-lan[ box ]wan-- cloud
 * one-armed:  speaker, speaker2, bystander, box --switch-- gateway -- cloud
 * </pre>
 *
 * <p>Everybody has an IPv4 and an IPv6 address and routes to everybody else, without NAT, so that the cloud can tell who
 * connects. Closing it removes everything.
 */
public final class HouseNet implements AutoCloseable {

    public static final String SPEAKER_MAC = "44:65:0d:00:00:11";
    public static final String SPEAKER2_MAC = "44:65:0d:00:00:12";
    public static final String SPEAKER4 = "192.168.77.11";
    public static final String SPEAKER6 = "2001:db8:77::11";
    public static final String SPEAKER2_4 = "192.168.77.12";
    public static final String SPEAKER2_6 = "2001:db8:77::12";
    public static final String BYSTANDER4 = "192.168.77.20";
    public static final String BYSTANDER6 = "2001:db8:77::20";
    /** The box, on the LAN. */
    public static final String BOX4 = "192.168.77.1";

    public static final String BOX6 = "2001:db8:77::1";
    public static final String CLOUD4 = "203.0.113.10";
    public static final String CLOUD6 = "2001:db8:113::10";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Deque<NetworkNamespace> made = new ArrayDeque<>();
    private final String number = Integer.toString(NUMBER.incrementAndGet(), 36);
    private final NetworkNamespace box;
    private final NetworkNamespace speaker;
    private final NetworkNamespace speaker2;
    private final NetworkNamespace bystander;
    private final NetworkNamespace cloud;
    private final String lanInterface;

    private HouseNet(boolean oneArmed) {
        Requires.root();
        NetworkNamespace.removeStale();
        try {
            box = namespace("box");
            speaker = namespace("speaker");
            speaker2 = namespace("speaker2");
            bystander = namespace("bystander");
            cloud = namespace("cloud");
            NetworkNamespace bridged = oneArmed ? namespace("switch") : box;
            bridge(bridged);
            plug(bridged, speaker, SPEAKER_MAC, SPEAKER4, SPEAKER6, BOX4, BOX6);
            plug(bridged, speaker2, SPEAKER2_MAC, SPEAKER2_4, SPEAKER2_6, BOX4, BOX6);
            plug(bridged, bystander, "02:00:00:00:00:20", BYSTANDER4, BYSTANDER6, BOX4, BOX6);
            if (oneArmed) {
                String gateway4 = "192.168.77.254";
                String gateway6 = "2001:db8:77::254";
                NetworkNamespace gateway = namespace("gateway");
                plug(bridged, box, "02:00:00:00:00:01", BOX4, BOX6, gateway4, gateway6);
                plug(bridged, gateway, "02:00:00:00:00:fe", gateway4, gateway6, "", "");
                uplink(gateway);
                forward(gateway);
                lanInterface = "eth0";
            } else {
                box.ip("address add " + BOX4 + "/24 dev br-lan\naddress add " + BOX6 + "/64 dev br-lan nodad\n");
                uplink(box);
                lanInterface = "br-lan";
            }
            forward(box);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The box is the router: the LAN is the bridge {@code br-lan}, the way out {@code wan}. */
    public static HouseNet twoArmed() {
        return new HouseNet(false);
    }

    /** The box has one interface, {@code eth0}, beside the router. */
    public static HouseNet oneArmed() {
        return new HouseNet(true);
    }

    /** Where Earmuff runs. */
    public NetworkNamespace box() {
        return box;
    }

    public NetworkNamespace speaker() {
        return speaker;
    }

    public NetworkNamespace speaker2() {
        return speaker2;
    }

    /** A device that is no speaker. */
    public NetworkNamespace bystander() {
        return bystander;
    }

    public NetworkNamespace cloud() {
        return cloud;
    }

    /** The box's interface that leads to the speakers. */
    public String lanInterface() {
        return lanInterface;
    }

    private NetworkNamespace namespace(String role) {
        NetworkNamespace namespace = NetworkNamespace.make(number, role);
        made.push(namespace);
        namespace.sysctl(
                "net.ipv6.conf.all.disable_ipv6=0",
                "net.ipv6.conf.default.disable_ipv6=0",
                "net.ipv6.conf.default.accept_dad=0",
                "net.ipv6.conf.default.accept_ra=0");
        namespace.ip("link set lo up\n");
        return namespace;
    }

    /** With Docker's setting off where it exists: bridged frames then bypass the firewall, as on an ordinary router. */
    private static void bridge(NetworkNamespace where) {
        where.ip("link add br-lan type bridge forward_delay 0\nlink set br-lan up\n");
        where.run(
                "sh",
                "-c",
                "cd /proc/sys/net/bridge 2>/dev/null || exit 0; for f in bridge-nf-call-*; do echo 0 >$f; done");
    }

    private static void plug(
            NetworkNamespace bridged,
            NetworkNamespace host,
            String mac,
            String ip4,
            String ip6,
            String gateway4,
            String gateway6) {
        String port = "p" + ip4.substring(ip4.lastIndexOf('.') + 1);
        host.ip("link add eth0 address " + mac + " type veth peer name " + port + " netns " + bridged.name() + "\n");
        bridged.ip("link set " + port + " master br-lan\nlink set " + port + " up\n");
        host.ip("link set eth0 up\naddress add %s/24 dev eth0\naddress add %s/64 dev eth0 nodad\n".formatted(ip4, ip6));
        if (!gateway4.isEmpty()) {
            host.ip("route add 0.0.0.0/0 via %s\nroute add ::/0 via %s\n".formatted(gateway4, gateway6));
        }
    }

    private void uplink(NetworkNamespace router) {
        router.ip("link add wan type veth peer name eth0 netns " + cloud.name() + "\nlink set wan up\n"
                + "address add 203.0.113.1/24 dev wan\naddress add 2001:db8:113::1/64 dev wan nodad\n");
        cloud.ip("link set eth0 up\naddress add " + CLOUD4 + "/24 dev eth0\naddress add " + CLOUD6
                + "/64 dev eth0 nodad\nroute add 0.0.0.0/0 via 203.0.113.1\nroute add ::/0 via 2001:db8:113::1\n");
    }

    private static void forward(NetworkNamespace router) {
        router.sysctl("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
    }

    @Override
    public void close() {
        while (!made.isEmpty()) {
            made.pop().close();
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "house %s on %s", number, lanInterface);
    }
}
