package org.earmuff.config;

import org.earmuff.rules.Verdict;

/**
 * What becomes of speakers' UDP other than DNS and NTP.
 *
 * @param relaysQuic whether QUIC is relayed; refused otherwise, which is the default
 * @param calls what may happen to UDP that carries sound: allow, withhold (the default) or refuse
 */
public record Udp(boolean relaysQuic, Verdict calls) {}
