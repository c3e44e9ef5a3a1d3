/**
 * Mutes and a few figures over MQTT 3.1.1, as Home Assistant's discovery has it.
 *
 * <p>It must not know flows, rules, nor where figures come from; no address and no host name passes through it.
 */
@NullMarked
package org.earmuff.signals.mqtt;

import org.jspecify.annotations.NullMarked;
