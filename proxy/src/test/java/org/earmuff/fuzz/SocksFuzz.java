package org.earmuff.fuzz;

import java.io.IOException;
import org.earmuff.ingress.Doors;

/** What a client might say to the SOCKS door. */
public final class SocksFuzz {

    private static final OpenDoor DOOR = OpenDoor.of(Doors::socks);

    private SocksFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        DOOR.say(bytes);
    }
}
