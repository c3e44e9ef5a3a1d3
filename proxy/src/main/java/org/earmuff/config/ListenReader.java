package org.earmuff.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads {@code listen} and {@code lan}, which belong together: what the firewall hands over it has to know the interfaces of. */
final class ListenReader {

    private static final OptionalInt TPROXY = OptionalInt.of(15_443);
    private static final InetSocketAddress ADMIN = Words.endpoint("127.0.0.1:8480");

    private final Section root;
    private final @Nullable Section section;
    private final @Nullable Section lan;

    ListenReader(Section root) {
        this.root = root;
        this.section = root.section("listen");
        this.lan = root.section("lan");
    }

    Listen listen() {
        OptionalInt absent = lan != null && lan.has("interfaces") ? TPROXY : OptionalInt.empty();
        OptionalInt tproxy = section == null ? absent : section.value("tproxy", Words::portOrNone, absent);
        InetSocketAddress admin = section == null ? ADMIN : section.value("admin", Words::endpoint, ADMIN);
        // A broken port asks for nothing more: its own problem is enough.
        Listen listen = new Listen(
                tproxy == null ? OptionalInt.empty() : tproxy,
                door("socks"),
                door("connect"),
                admin == null ? ADMIN : admin);
        if (section != null) {
            refuseClashes(section, listen);
        }
        return listen;
    }

    private Optional<InetSocketAddress> door(String key) {
        if (section == null || !section.has(key)) {
            return Optional.empty();
        }
        Value value = section.value(key);
        if (value == null || value.text().equals("none")) {
            return Optional.empty();
        }
        InetSocketAddress endpoint = value.as(Words::endpointOrNone);
        return Optional.ofNullable(endpoint);
    }

    /** Two listeners never share a port where their addresses overlap; that is told here rather than by a failing bind. */
    private static void refuseClashes(Section section, Listen listen) {
        record Door(String key, int port, @Nullable InetSocketAddress address) {
            boolean clashes(Door other) {
                return port == other.port
                        && (isEverywhere(address)
                                || isEverywhere(other.address)
                                || (address != null && address.equals(other.address)));
            }

            private static boolean isEverywhere(@Nullable InetSocketAddress address) {
                return address == null || address.getAddress().isAnyLocalAddress();
            }
        }
        List<Door> doors = new ArrayList<>();
        listen.tproxy().ifPresent(port -> doors.add(new Door("tproxy", port, null)));
        listen.socks().ifPresent(a -> doors.add(new Door("socks", a.getPort(), a)));
        listen.connect().ifPresent(a -> doors.add(new Door("connect", a.getPort(), a)));
        doors.add(new Door("admin", listen.admin().getPort(), listen.admin()));
        for (int i = 1; i < doors.size(); i++) {
            Door door = doors.get(i);
            for (Door before : doors.subList(0, i)) {
                if (door.clashes(before)) {
                    section.problem(
                            section.has(door.key()) ? door.key() : before.key(),
                            "takes the port of listen." + (section.has(door.key()) ? before : door).key()
                                    + "; choose another port");
                }
            }
        }
    }

    /** The speakers' interfaces; there has to be one where the firewall is to hand anything over. */
    List<String> interfaces(Listen listen) {
        List<String> interfaces = new ArrayList<>();
        if (lan != null) {
            boolean needed = listen.tproxy().isPresent();
            for (Value value : needed ? lan.values("interfaces") : lan.valuesIfAny("interfaces")) {
                String name = value.as(Words::networkInterface);
                if (name != null && interfaces.contains(name)) {
                    value.problem("is listed twice; keep one of the two");
                } else if (name != null) {
                    interfaces.add(name);
                }
            }
        }
        if (lan == null ? listen.tproxy().isPresent() && !root.has("lan") : !lan.has("interfaces")) {
            (lan == null ? root : lan)
                    .missing(
                            lan == null ? "lan.interfaces" : "interfaces",
                            "the firewall has to know where speakers are: write one like interfaces: [br-lan] below lan,"
                                    + " or tproxy: none below listen");
        }
        return interfaces;
    }
}
