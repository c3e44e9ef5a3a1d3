package org.earmuff.home;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Our copy of the kernel's neighbour table, fed by readings of the whole and by changes as they come. Any thread.
 *
 * <p>It keeps {@value #MOST} lines at most; of more, those of speakers stay. The newest state of an address behind one interface counts;
 * where two interfaces name different devices for it, it is nobody's.
 */
final class NeighbourTable {

    static final int MOST = 4096;

    /**
     * A line, for whoever looks at all of them.
     *
     * @param lastActive nanoseconds of the clock when it was last seen active; null where it never was
     */
    record Line(
            InetAddress address,
            String device,
            Mac mac,
            @Nullable Long lastActive) {}

    private record Entry(Mac mac, @Nullable Long lastActive, long change) {}

    private final Map<InetAddress, Map<String, Entry>> lines = new LinkedHashMap<>();
    private final Map<InetAddress, Mac> answers = new ConcurrentHashMap<>();
    private volatile Predicate<Mac> stays = mac -> false;
    private int size;
    private long changes;

    /** Whose lines stay when there are too many. */
    void keep(Predicate<Mac> speakers) {
        stays = speakers;
    }

    /** Who has this address; null where nobody is known to, or two claim it. */
    @Nullable
    Mac macOf(InetAddress address) {
        return answers.get(address);
    }

    /** How many changes came before now; a reading that begins now knows of them. */
    synchronized long changes() {
        return changes;
    }

    /**
     * One line has changed.
     *
     * @return the addresses that another device has now than before
     */
    synchronized Set<InetAddress> change(Neighbour now, long nanos) {
        changes++;
        Set<InetAddress> moved = new HashSet<>();
        put(now, nanos, moved);
        return moved;
    }

    /**
     * The whole table was read; lines that have changed since then stay as they are.
     *
     * @param since {@link #changes()} when the reading began
     * @return the addresses that another device has now than before
     */
    synchronized Set<InetAddress> replace(List<Neighbour> all, long since, long nanos) {
        Set<List<Object>> present = new HashSet<>();
        Set<InetAddress> moved = new HashSet<>();
        for (Neighbour neighbour : all) {
            present.add(List.of(neighbour.address(), neighbour.device()));
            Entry known = entry(neighbour.address(), neighbour.device());
            if (known == null || known.change() <= since) {
                put(neighbour, nanos, moved);
            }
        }
        for (InetAddress address : List.copyOf(lines.keySet())) {
            Map<String, Entry> devices = Objects.requireNonNull(lines.get(address));
            for (Map.Entry<String, Entry> line : List.copyOf(devices.entrySet())) {
                if (line.getValue().change() <= since && !present.contains(List.of(address, line.getKey()))) {
                    remove(address, line.getKey());
                    answer(address, moved);
                }
            }
        }
        return moved;
    }

    /** All lines, the longest known first. */
    synchronized List<Line> all() {
        List<Line> all = new ArrayList<>(size);
        lines.forEach((address, devices) ->
                devices.forEach((device, e) -> all.add(new Line(address, device, e.mac(), e.lastActive()))));
        return all;
    }

    synchronized void clear() {
        lines.clear();
        answers.clear();
        size = 0;
    }

    private @Nullable Entry entry(InetAddress address, String device) {
        return lines.getOrDefault(address, Map.of()).get(device);
    }

    private void put(Neighbour now, long nanos, Set<InetAddress> moved) {
        Mac mac = now.mac();
        if (mac == null) {
            remove(now.address(), now.device());
        } else {
            Entry known = entry(now.address(), now.device());
            if (known == null && !makeRoom(mac)) {
                return;
            }
            Long before = known != null && known.mac().equals(mac) ? known.lastActive() : null;
            Long lastActive = now.active() ? Long.valueOf(nanos) : before;
            Entry replaced = lines.computeIfAbsent(now.address(), a -> new LinkedHashMap<>(2))
                    .put(now.device(), new Entry(mac, lastActive, changes));
            size += replaced == null ? 1 : 0;
        }
        answer(now.address(), moved);
    }

    private void remove(InetAddress address, String device) {
        Map<String, Entry> devices = lines.get(address);
        if (devices != null && devices.remove(device) != null) {
            size--;
            if (devices.isEmpty()) {
                lines.remove(address);
            }
        }
    }

    private void answer(InetAddress address, Set<InetAddress> moved) {
        Set<Mac> claims = new HashSet<>();
        lines.getOrDefault(address, Map.of()).values().forEach(e -> claims.add(e.mac()));
        if (claims.size() != 1) {
            // One that two claim is nobody's, and that is another answer than before.
            if (answers.remove(address) != null && claims.size() > 1) {
                moved.add(address);
            }
            return;
        }
        Mac mac = claims.iterator().next();
        if (!mac.equals(answers.put(address, mac))) {
            moved.add(address);
        }
    }

    /** Whether a line of this device may be added; the oldest stranger's goes where it must. */
    private boolean makeRoom(Mac mac) {
        if (size < MOST) {
            return true;
        }
        if (!stays.test(mac)) {
            return false;
        }
        Iterator<Map.Entry<InetAddress, Map<String, Entry>>> all =
                lines.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<InetAddress, Map<String, Entry>> line = all.next();
            if (line.getValue().values().stream().noneMatch(e -> stays.test(e.mac()))) {
                size -= line.getValue().size();
                all.remove();
                answers.remove(line.getKey());
                return true;
            }
        }
        return false;
    }
}
