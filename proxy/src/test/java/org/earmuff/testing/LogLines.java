package org.earmuff.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What is logged while it is open. */
public final class LogLines implements AutoCloseable {

    // Held, for the logging framework itself would let go of it.
    private static final Logger EARMUFF = Logger.getLogger("org.earmuff");

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        private final SimpleFormatter text = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            lines.add(text.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public LogLines() {
        EARMUFF.addHandler(handler);
    }

    public List<String> all() {
        return lines;
    }

    @Override
    public void close() {
        EARMUFF.removeHandler(handler);
    }
}
