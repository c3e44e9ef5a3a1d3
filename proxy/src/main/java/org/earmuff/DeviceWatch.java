package org.earmuff;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.home.Device;
import org.earmuff.home.Home;
import org.earmuff.home.Identity;
import org.earmuff.home.IpText;
import org.earmuff.home.Mac;
import org.earmuff.home.Makers;
import org.earmuff.home.SeenDevices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds who is in the house: tells once of each speaker, of what may be a speaker that nobody configured, and of unknown
 * devices that came to the proxy; and for as long as it is so, of several devices behind one hardware address.
 */
final class DeviceWatch implements FlowObserver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceWatch.class);
    private static final long EVERY_SECONDS = 5;
    private static final int MOST_STRANGERS = 64;
    private static final int MOST_PROBLEMS = 4;

    /** Where news goes. */
    interface Teller {
        /** Something was learnt about a device; the speaker is {@code unknown} where it is none. */
        void device(String speaker, String what);
    }

    private final Supplier<List<Device>> devices;
    private final Supplier<Home> home;
    private final SeenDevices seen;
    private final Teller teller;
    private final Runnable changed;
    private final Set<InetAddress> strangers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "device-watch");
        t.setDaemon(true);
        return t;
    });
    private volatile List<String> problems = List.of();

    /**
     * @param devices who is there now, asked on a thread of its own
     * @param changed told when {@link #problems} are others
     */
    DeviceWatch(
            Supplier<List<Device>> devices, Supplier<Home> home, SeenDevices seen, Teller teller, Runnable changed) {
        this.devices = devices;
        this.home = home;
        this.seen = seen;
        this.teller = teller;
        this.changed = changed;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Sentences for people; empty where devices are told apart. */
    List<String> problems() {
        return problems;
    }

    @Override
    public void opened(Flow flow) {
        InetAddress source = flow.source().getAddress();
        if (flow.speaker().equals(Flow.UNKNOWN) && !source.isLoopbackAddress() && strangers.size() < MOST_STRANGERS) {
            strangers.add(IpText.plain(source));
        }
    }

    void look() {
        try {
            List<Device> all = devices.get();
            Home current = home.get();
            sharing(all, current);
            for (Device device : all) {
                news(device, current.withMac(device.mac()));
            }
            for (InetAddress stranger : new HashSet<>(strangers)) {
                strangers.remove(stranger);
                stranger(stranger, all);
            }
        } catch (RuntimeException e) {
            // Thrown on, it would end the watch for good.
            LOG.error("the devices of the house could not be looked at", e);
        }
    }

    private void sharing(List<Device> all, Home current) {
        List<String> now = new ArrayList<>();
        for (Device device : all) {
            if (device.shared() && now.size() < MOST_PROBLEMS) {
                now.add(sharing(device.mac(), current.withMac(device.mac())));
            }
        }
        if (now.equals(problems)) {
            return;
        }
        for (String problem : now) {
            if (!problems.contains(problem)) {
                LOG.warn("{}", problem);
            }
        }
        for (Device device : all) {
            Identity who = current.withMac(device.mac()).orElse(Identity.UNKNOWN);
            if (device.shared() && seen.first("shared " + device.mac())) {
                teller.device(who.speaker(), "several devices share " + device.mac() + ", as behind a repeater");
            }
        }
        problems = List.copyOf(now);
        changed.run();
    }

    private static String sharing(Mac mac, Optional<Identity> speaker) {
        String shared = "Several devices share the hardware address " + mac + ", as behind a Wi-Fi repeater: ";
        return shared
                + speaker.map(
                                who -> "all of them are taken for the speaker " + who.speaker()
                                        + ". Match it by its IP address, or let the repeater hand hardware addresses on (bridge, WDS)")
                        .orElse("a speaker among them that is matched by its own hardware address goes past Earmuff."
                                + " Match it by its IP address too, or let the repeater hand hardware addresses on"
                                + " (bridge, WDS)");
    }

    private void news(Device device, Optional<Identity> speaker) {
        String what = device.mac() + " at " + device.addresses().get(0).getHostAddress();
        if (speaker.isPresent()) {
            String name = speaker.get().speaker();
            if (seen.first(name + " " + device.mac())) {
                LOG.info("{} is here: {}", name, what);
                teller.device(name, "seen for the first time: " + what);
            }
            return;
        }
        Optional<Makers.Maker> maker = Makers.of(device.mac()).filter(Makers.Maker::mostlySpeakers);
        if (maker.isPresent() && !byAddress(device) && seen.first(device.mac().toString())) {
            LOG.warn(
                    "{}, made by {}, may be a speaker and is not configured: it goes past Earmuff (earmuff discover)",
                    what,
                    maker.get().name());
            teller.device(
                    Flow.UNKNOWN,
                    "seen for the first time: " + what + ", made by "
                            + maker.get().name() + ", may be a speaker and is not configured");
        }
    }

    private boolean byAddress(Device device) {
        return device.addresses().stream()
                .anyMatch(address ->
                        home.get().known(address).filter(Identity::known).isPresent());
    }

    private void stranger(InetAddress address, List<Device> all) {
        String mac = all.stream()
                .filter(device -> device.addresses().contains(address))
                .map(device -> device.mac().toString())
                .findFirst()
                .orElse("");
        if (seen.first("stranger " + (mac.isEmpty() ? address.getHostAddress() : mac))) {
            String what = mac.isEmpty() ? address.getHostAddress() : mac + " at " + address.getHostAddress();
            LOG.warn("{} came to Earmuff and matches no speaker: unknown-devices says what it may do", what);
            teller.device(Flow.UNKNOWN, "an unknown device came to Earmuff: " + what);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
