package org.earmuff.inspect;

import java.net.InetAddress;
import org.earmuff.flow.Transport;

/** One TCP connection or UDP association, seen from the speaker. */
record FlowKey(Transport transport, InetAddress speaker, int speakerPort, InetAddress remote, int remotePort) {

    /** {@code 52.46.136.99:443}, {@code [2001:db8::1]:443}. */
    String destination() {
        String address = remote.getHostAddress();
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + remotePort;
    }
}
