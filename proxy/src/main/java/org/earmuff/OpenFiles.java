package org.earmuff;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections the limit of open files has room for. Beyond it not only connections fail but everything: the mutes' file, the
 * ledger, the neighbour table, even classes that the JVM has not loaded yet.
 */
final class OpenFiles {

    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    /** For everything else: the jar, the ledger, the admin interface's clients, pipes of commands. */
    private static final long OTHERS = 256;

    /** A flow has a socket towards the speaker and one towards the cloud. */
    private static final int SOCKETS = 2;

    private static final int FEWEST = 16;

    private OpenFiles() {}

    /** Connections for each of some doors, no more than wanted; where the limit allows less, the log says so. */
    static int connections(int wanted, int doors) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os)) {
            return wanted;
        }
        int fit = fit(os.getMaxFileDescriptorCount(), wanted, doors);
        if (fit < wanted) {
            LOG.warn(
                    "only {} connections at once at each door: this process may open {} files; raise that with"
                            + " LimitNOFILE= of the service, or ulimit -n, to {}",
                    fit,
                    os.getMaxFileDescriptorCount(),
                    OTHERS + (long) wanted * SOCKETS * doors);
        }
        return fit;
    }

    static int fit(long files, int wanted, int doors) {
        return (int) Math.max(FEWEST, Math.min(wanted, (files - OTHERS) / SOCKETS / Math.max(1, doors)));
    }
}
