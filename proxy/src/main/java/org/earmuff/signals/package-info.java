/**
 * Where mutes come from, and where they are kept: every order, of whatever source, goes through one desk.
 *
 * <p>It must not know flows, nor how a mute is carried out; sockets only where MQTT needs one.
 */
@NullMarked
package org.earmuff.signals;

import org.jspecify.annotations.NullMarked;
