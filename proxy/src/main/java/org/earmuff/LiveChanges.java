package org.earmuff;

import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.jspecify.annotations.Nullable;

/** Tells the pages that something they show has changed. */
final class LiveChanges implements FlowObserver {

    private volatile Runnable listener = () -> {};

    void to(Runnable changed) {
        listener = changed;
    }

    /** Something else has changed that is not about a flow. */
    void now() {
        listener.run();
    }

    @Override
    public void opened(Flow flow) {
        listener.run();
    }

    @Override
    public void decided(Flow flow, Decision decision) {
        listener.run();
    }

    @Override
    public void soundBegan(Flow flow, @Nullable String name, Decision decision) {
        listener.run();
    }

    @Override
    public void uploaded(Upload upload) {
        listener.run();
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        listener.run();
    }
}
