package org.earmuff.admin.access;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.earmuff.flow.HouseClock;

/** Password, sessions, guest links and the limits of log-ins, as one appliance has them. */
public final class Access implements AutoCloseable {

    private static final String OWNER = "password ";
    private static final String GUEST = "guest ";

    private final Passwords passwords;
    private final Sessions sessions;
    private final Guests guests;
    private final LoginLimits limits;
    private volatile Runnable changed = () -> {};

    /** @param disk where sessions are written; it may refuse */
    public Access(Path stateFolder, HouseClock clock, Executor disk) {
        passwords = new Passwords(stateFolder);
        sessions = new Sessions(stateFolder, clock, disk);
        guests = new Guests(stateFolder, clock);
        limits = new LoginLimits(clock);
        endStale();
        // Whoever has a session has logged in before, whatever is guessed after a restart.
        sessions.addresses(Asker.OWNER).forEach(limits::trust);
    }

    public Passwords passwords() {
        return passwords;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Guests guests() {
        return guests;
    }

    public LoginLimits limits() {
        return limits;
    }

    /** Opens a session for whoever knew the password. */
    public String openOwner(InetAddress from) {
        return sessions.open(Asker.OWNER, OWNER + passwords.fingerprint(), from);
    }

    public String openGuest(String guestId, InetAddress from) {
        return sessions.open(Asker.GUEST, GUEST + guestId, from);
    }

    /** Ends every session, those of guests included; returns how many. */
    public int endAll() {
        return sessions.keep(bond -> false);
    }

    /** Ends the sessions whose password or guest link is gone. */
    public int endStale() {
        String owner = OWNER + passwords.fingerprint();
        return sessions.keep(bond -> (passwords.areSet() && bond.equals(owner))
                || (bond.startsWith(GUEST) && guests.has(bond.substring(GUEST.length()))));
    }

    /** What is run whenever somebody may no longer be who they were; on any thread, and it must not wait. */
    public void onEnd(Runnable listener) {
        changed = listener;
        sessions.onEnd(listener);
    }

    /** Takes over a password that was set by the command; its sessions end. Reads the disk, and never throws. */
    public void tend() {
        if (passwords.tend()) {
            endStale();
            changed.run();
        }
    }

    /** Asks the executor to {@link #tend}, if it has time. */
    public void tend(Executor disk) {
        try {
            disk.execute(this::tend);
        } catch (RejectedExecutionException e) {
            // Again in a second.
        }
    }

    @Override
    public void close() {
        passwords.close();
        sessions.flush();
    }
}
