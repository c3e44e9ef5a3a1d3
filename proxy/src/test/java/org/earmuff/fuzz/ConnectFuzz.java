package org.earmuff.fuzz;

import java.io.IOException;
import org.earmuff.ingress.Doors;

/** What a client might say to the CONNECT door. */
public final class ConnectFuzz {

    private static final OpenDoor DOOR = OpenDoor.of(Doors::connect);

    private ConnectFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        DOOR.say(bytes);
    }
}
