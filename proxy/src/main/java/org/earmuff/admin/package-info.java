/**
 * The HTTP interface: API, events, metrics and the dashboard, on an event loop of its own.
 *
 * <p>Who may do what, until there are passwords: addresses outside {@code admin.allow} and speakers' addresses are cut off before a
 * byte of theirs is read. Whoever may connect may read, mute and unmute, as a family shares a light switch. Programs prove
 * themselves with the token of {@code admin.token}; a request without it must come from Earmuff's own page: it needs a Host that is
 * ours (against DNS rebinding), no sign of another site in {@code Origin} and {@code Sec-Fetch-Site}, and, to change anything, a
 * header that a foreign page cannot set, or the page's own form token.
 *
 * <p>It must not know how flows are relayed, nor where the configuration came from.
 */
@NullMarked
package org.earmuff.admin;

import org.jspecify.annotations.NullMarked;
