package org.earmuff.config;

import java.util.List;
import java.util.Set;
import org.earmuff.home.Cidr;

/**
 * Who may use the dashboard and the API.
 *
 * @param allow who may connect at all; 127.0.0.0/8 and ::1 where the file does not say
 * @param names {@code Host} headers accepted besides addresses, lower-case; none where the file does not say
 */
public record Admin(List<Cidr> allow, Set<String> names) {
    public Admin {
        allow = List.copyOf(allow);
        names = Set.copyOf(names);
    }
}
