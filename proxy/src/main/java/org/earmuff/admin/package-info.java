/**
 * The HTTP interface: API, events, metrics and the dashboard, on an event loop of its own.
 *
 * <p>Who may do what: addresses outside {@code admin.allow} and speakers' addresses are cut off before a byte of theirs is read. Then
 * a request must not come from another site: it needs a Host that is ours (against DNS rebinding), no sign of another site in
 * {@code Origin} and {@code Sec-Fetch-Site}, and, to change anything, one of our own page or the token. Then {@link
 * org.earmuff.admin.access.Asker} says what whoever asks may do: with a password set nothing without a session, a guest link or the
 * token; without one everybody reads and mutes, as a family shares a light switch.
 *
 * <p>It must not know how flows are relayed, nor where the configuration came from.
 */
@NullMarked
package org.earmuff.admin;

import org.jspecify.annotations.NullMarked;
