/**
 * Who is asking, and how they prove it: the password and its slow hash, sessions that change their cookie as they go, guest links,
 * how often a password may be tried, and how many connections one address may hold.
 *
 * <p>It must not know HTTP's paths or pages, nor anything of speakers and rules.
 */
@NullMarked
package org.earmuff.admin.access;

import org.jspecify.annotations.NullMarked;
