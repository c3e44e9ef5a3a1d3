package org.earmuff.ledger.archive;

import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reconciliation knows of the home.
 *
 * @param zone of the clock on its wall
 * @param profiles each configured speaker's profile by its name; empty where the configuration is not known
 * @param speaker the only speaker whose archive this is; null to find out
 */
public record Household(
        ZoneId zone, Map<String, String> profiles, @Nullable String speaker) {

    public Household {
        profiles = Map.copyOf(profiles);
    }

    /** Whether a speaker may be of a vendor; several makers' speakers talk to either. */
    boolean mayBe(String name, Source.Vendor vendor) {
        if (speaker != null) {
            return speaker.equals(name);
        }
        String profile = profiles.getOrDefault(name, "generic");
        return switch (vendor) {
            case AMAZON -> !profile.equals("google-nest") && !profile.equals("apple-homepod");
            case GOOGLE -> !profile.equals("amazon-echo") && !profile.equals("apple-homepod");
            case UNKNOWN -> true;
        };
    }
}
