/**
 * The first run: a house without a configuration gets one, page by page, in a browser. While it lasts nothing is listened to but these
 * pages, nothing is forwarded, and the firewall is not touched.
 *
 * <p>It must not know how a configuration is read, only ask whether one is good; and it never writes over a file.
 */
@NullMarked
package org.earmuff.admin.setup;

import org.jspecify.annotations.NullMarked;
