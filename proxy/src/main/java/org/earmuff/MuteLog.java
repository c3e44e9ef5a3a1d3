package org.earmuff;

import org.earmuff.ledger.Ledger;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.signals.MuteListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts every order, of whatever source, into the account and the log. */
record MuteLog(Ledger ledger) implements MuteListener {

    private static final Logger LOG = LoggerFactory.getLogger(MuteLog.class);

    @Override
    public void muted(MuteOrder order) {
        ledger.muted(order);
        LOG.info("muted: {} ({}) by {}", order.scope(), order.style().word(), order.by());
    }

    @Override
    public void lifted(MuteOrder order, String by, String reason) {
        ledger.unmuted(order, by, reason);
        LOG.info("unmuted: {} by {}", order.scope(), by);
    }
}
