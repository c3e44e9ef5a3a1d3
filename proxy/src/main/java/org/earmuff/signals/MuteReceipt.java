package org.earmuff.signals;

import java.util.Optional;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;

/**
 * What became of an order, once every event loop acts on it.
 *
 * @param state the mutes in force now, those on other scopes included
 * @param replaced the mute that was on the scope before; empty where there was none
 * @param kept whether the state is on disk: false means that a restart would not know this order
 * @param warning a sentence for the user where something is amiss, else empty
 */
public record MuteReceipt(MuteState state, Optional<MuteOrder> replaced, boolean kept, String warning) {}
