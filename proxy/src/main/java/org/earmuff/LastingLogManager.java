package org.earmuff;

import java.util.logging.LogManager;

/**
 * Logging that lasts until the process is gone. The JDK's own manager takes every handler away in a shutdown hook, which runs beside
 * ours: what is said while stopping would be lost.
 */
public final class LastingLogManager extends LogManager {

    /** Nothing needs it: at the start there is nothing to reset, and afterwards the handlers stay. */
    @Override
    public void reset() {}
}
