package org.earmuff.home;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A device of the house and what it seems to be.
 *
 * @param name what it calls itself, made fit to be printed; empty where it does not say
 * @param services what it offers on the LAN, of those asked for
 * @param speaker the configured speaker that it is; null where it is none
 * @param profile what the configuration would call it; null where nothing looks like a speaker
 * @param why what makes it look like one, or like something else, as clauses
 */
public record Finding(
        Device device,
        String name,
        Set<String> services,
        @Nullable String speaker,
        @Nullable String profile,
        List<String> why) {

    private record Hint(Pattern pattern, String profile) {}

    /** How speakers call themselves. */
    private static final List<Hint> NAMES = List.of(
            new Hint(Pattern.compile("google-?(home|nest).*|nest-?(mini|audio|hub).*"), "google-nest"),
            new Hint(Pattern.compile("amazon-.*|echo([-_. 0-9].*)?|alexa.*"), "amazon-echo"),
            new Hint(Pattern.compile(".*homepod.*"), "apple-homepod"),
            new Hint(Pattern.compile("sonos.*"), "sonos"));

    private static final Pattern NO_SPEAKER =
            Pattern.compile(".*(iphone|ipad|macbook|imac|android|pixel|fire-?tv|kindle).*");

    public Finding {
        services = Set.copyOf(services);
        why = List.copyOf(why);
    }

    /** Whether it looks like a speaker that is not configured. */
    public boolean isNew() {
        return speaker == null && profile != null;
    }

    /** Judges a device by what is known of it. */
    public static Finding of(Device device, String name, Set<String> services, List<SpeakerDef> speakers) {
        List<String> why = new ArrayList<>();
        String profile = byServices(services, why);
        String lower = name.toLowerCase(Locale.ROOT);
        for (Hint hint : NAMES) {
            if (hint.pattern().matcher(lower).matches()) {
                profile = profile == null || profile.equals("generic") ? hint.profile() : profile;
                why.add("calls itself " + name);
                break;
            }
        }
        Optional<Makers.Maker> maker = Makers.of(device.mac());
        if (maker.isPresent()) {
            why.add("made by " + maker.get().name());
            boolean otherwise = NO_SPEAKER.matcher(lower).matches();
            boolean unclear = profile == null || profile.equals("generic");
            if (unclear && !otherwise && (maker.get().mostlySpeakers() || profile != null)) {
                profile = maker.get().profile();
            }
        }
        if (device.mac().madeUp()) {
            why.add("made-up (randomised) hardware address");
        }
        if (device.shared()) {
            why.add(device.active() + " IPv4 addresses in use: several devices, as behind a repeater");
        }
        return new Finding(device, name, services, speaker(device, speakers), profile, why);
    }

    private static @Nullable String byServices(Set<String> services, List<String> why) {
        if (services.isEmpty()) {
            return null;
        }
        why.add("offers " + String.join(", ", services.stream().sorted().toList()));
        if (services.contains("_sonos._tcp")) {
            return "sonos";
        }
        if (services.contains("_amzn-wplay._tcp")) {
            return "amazon-echo";
        }
        if (services.contains("_googlecast._tcp")) {
            return "google-nest";
        }
        return "generic";
    }

    private static @Nullable String speaker(Device device, List<SpeakerDef> speakers) {
        for (SpeakerDef speaker : speakers) {
            if (speaker.match().contains(device.mac())) {
                return speaker.name();
            }
        }
        for (SpeakerDef speaker : speakers) {
            for (Matcher matcher : speaker.match()) {
                if (matcher instanceof Cidr cidr && device.addresses().stream().anyMatch(cidr::contains)) {
                    return speaker.name();
                }
            }
        }
        return null;
    }

    /** What an entry of the configuration would match it by. */
    public List<String> match() {
        if (!device.shared() && !device.mac().madeUp()) {
            return List.of(device.mac().toString());
        }
        return device.addresses().stream()
                .filter(address -> !address.isLinkLocalAddress())
                .map(address -> Objects.requireNonNull(address.getHostAddress()))
                .limit(device.shared() ? 0 : 2)
                .toList();
    }
}
