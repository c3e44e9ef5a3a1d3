/**
 * Certificates of the admin interface: the appliance's own small authority, or the pair of files that the user has.
 *
 * <p>It must not know what is served with them, nor how a configuration is written.
 */
@NullMarked
package org.earmuff.tls;

import org.jspecify.annotations.NullMarked;
