package org.earmuff.rules;

import java.time.Instant;

/** What stands whatever the time: the default, an unknown device, a rule that the unset clock keeps from being followed. */
record FixedSource(Finding says) implements Source {

    @Override
    public Finding strictest() {
        return says;
    }

    @Override
    public Instant next() {
        return Instant.MAX;
    }

    @Override
    public void moveTo(Instant at) {
        // Nothing changes with time.
    }
}
