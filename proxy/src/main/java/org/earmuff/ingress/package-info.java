/**
 * The front doors: TPROXY, SOCKS5 and HTTP CONNECT, three ways to end with a channel and where it wanted to go.
 *
 * <p>It must not know who the client is, nor what may happen to it.
 */
@NullMarked
package org.earmuff.ingress;

import org.jspecify.annotations.NullMarked;
