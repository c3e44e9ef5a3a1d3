package org.earmuff;

import org.earmuff.cli.Earmuff;

/** Where the program begins. */
public final class Main {

    private Main() {}

    /** Runs the command that the arguments name and exits with its code. */
    public static void main(String[] args) {
        // One line an event, for the journal; java.util.logging reads this once, so it comes first.
        if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT%1$tz %4$-7s %5$s%6$s%n");
        }
        System.exit(Earmuff.run(args));
    }
}
