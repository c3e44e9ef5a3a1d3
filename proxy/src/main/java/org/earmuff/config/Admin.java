package org.earmuff.config;

import java.util.List;
import java.util.Set;
import org.earmuff.home.Cidr;
import org.earmuff.tls.TlsMode;

/**
 * Who may use the dashboard and the API.
 *
 * @param allow who may connect at all; 127.0.0.0/8 and ::1 where the file does not say
 * @param names {@code Host} headers accepted besides addresses, lower-case; none where the file does not say
 * @param tls off where the file does not say and {@code listen.admin} is on loopback, else auto
 */
public record Admin(List<Cidr> allow, Set<String> names, TlsMode tls) {
    public Admin {
        allow = List.copyOf(allow);
        names = Set.copyOf(names);
    }
}
