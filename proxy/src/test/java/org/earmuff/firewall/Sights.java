package org.earmuff.firewall;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.earmuff.firewall.RulesNeeded.Place;

/**
 * What was seen of packets that the box sent, and at the listener.
 *
 * @param cloud packets at the cloud
 * @param lan packets on the LAN
 * @param listened what the listener got, by its length
 */
record Sights(List<byte[]> cloud, List<byte[]> lan, Map<Integer, String> listened) {

    boolean hold(Place place, String key, int number) {
        return switch (place) {
            case CLOUD -> cloud.stream().anyMatch(packet -> carries(packet, key));
            case LAN -> lan.stream().anyMatch(packet -> carries(packet, key) && icmp(packet) < 0);
            case REDIRECTED ->
                lan.stream()
                        .anyMatch(packet ->
                                carries(packet, key) && List.of(5, 137).contains(icmp(packet)));
            case PORT -> lan.stream().anyMatch(packet -> accepts(packet, number));
            case LISTENER -> listened.containsKey(length(number));
        };
    }

    private static boolean carries(byte[] packet, String key) {
        return new String(packet, StandardCharsets.ISO_8859_1).contains(key);
    }

    private static boolean isIp6(byte[] packet) {
        return packet[14] >> 4 == 6;
    }

    private static int protocol(byte[] packet) {
        return packet[isIp6(packet) ? 20 : 23];
    }

    private static int transport(byte[] packet) {
        return 14 + (isIp6(packet) ? 40 : 4 * (packet[14] & 15));
    }

    /** Its type; -1 where it is none. */
    private static int icmp(byte[] packet) {
        return List.of(1, 58).contains(protocol(packet)) ? packet[transport(packet)] & 255 : -1;
    }

    /** Whether it is the answer to a SYN from that port, and not a refusal. */
    private static boolean accepts(byte[] packet, int port) {
        int at = transport(packet);
        return protocol(packet) == 6
                && packet[at + 13] == 0x12
                && ByteBuffer.wrap(packet).getChar(at + 2) == port;
    }

    /** The length of the datagrams that are sent by that number. */
    private static int length(int number) {
        return 300 + number % 1000;
    }
}
