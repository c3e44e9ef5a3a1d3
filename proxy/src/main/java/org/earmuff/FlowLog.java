package org.earmuff;

import java.util.Locale;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.Upload;
import org.earmuff.rules.voice.Sound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what a household would ask about: sound that left, sound that was kept. No addresses: the account has them. */
final class FlowLog implements FlowObserver {

    private static final Logger LOG = LoggerFactory.getLogger("org.earmuff.uploads");

    @Override
    public void uploaded(Upload upload) {
        Sound sound = upload.burst().sound();
        String what = sound == null
                ? String.format(
                        Locale.ROOT,
                        "%,d bytes, not yet told apart from sound",
                        upload.burst().bytes())
                : String.format(Locale.ROOT, "%.1f s of sound", sound.audioSeconds());
        String outcome = upload.forwardedBytes() > 0
                ? String.format(Locale.ROOT, "%,d bytes left", upload.forwardedBytes())
                : "nothing left";
        LOG.info(
                "{}: {}; {} ({}, {})",
                upload.flow().speaker(),
                what,
                outcome,
                upload.decision().verdict().word(),
                upload.decision().reason().word());
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        LOG.debug("flow {} of {} ended: {}", flow.id(), flow.speaker(), cause.word());
    }
}
