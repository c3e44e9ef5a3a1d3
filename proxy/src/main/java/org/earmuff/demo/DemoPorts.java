package org.earmuff.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;

/**
 * The loopback ports that the demo's appliance is told to listen on. They are free when they are chosen; should somebody
 * take one in the moment before the appliance does, it says so and the demo ends.
 *
 * @param admin the dashboard's
 * @param socks the speakers' way in
 */
record DemoPorts(int admin, int socks) {

    /** The dashboard's port wherever it is free. */
    static final int USUAL_ADMIN = 8480;

    /**
     * Chooses them.
     *
     * @param asked the port that the user wants the dashboard on; empty for the usual one, or any where that is taken
     * @throws DemoException where the port asked for is taken, or there is none at all
     */
    static DemoPorts choose(OptionalInt asked) throws DemoException {
        if (asked.isPresent() && !free(asked.getAsInt())) {
            throw new DemoException("127.0.0.1:" + asked.getAsInt()
                    + " is taken; give another --port, or none: then any free one is taken");
        }
        if (asked.isEmpty() && free(USUAL_ADMIN)) {
            return new DemoPorts(USUAL_ADMIN, two()[0]);
        }
        int[] any = two();
        return new DemoPorts(asked.orElse(any[0]), any[1]);
    }

    private static boolean free(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Two different free ones: both are held until both are known. */
    private static int[] two() throws DemoException {
        try (ServerSocket one = listen(0);
                ServerSocket other = listen(0)) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        } catch (IOException e) {
            throw new DemoException("no port on 127.0.0.1 can be listened on: " + e.getMessage(), e);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }
}
