package org.earmuff;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.earmuff.cli.Earmuff;

/** Where the program begins. */
public final class Main {

    /** What Netty warns of there, our own error says too, without a stack trace. Held here, for loggers are forgotten otherwise. */
    private static final Logger NETTY_BOOTSTRAP;

    // java.util.logging reads these once, at its first use.
    static {
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            // One line an event, for the journal.
            System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT%1$tz %4$-7s %5$s%6$s%n");
        }
        NETTY_BOOTSTRAP = Logger.getLogger("io.netty.bootstrap");
    }

    private Main() {}

    /** Runs the command that the arguments name and exits with its code. */
    public static void main(String[] args) {
        NETTY_BOOTSTRAP.setLevel(Level.OFF);
        System.exit(Earmuff.run(args));
    }
}
