/**
 * Replaces small files of the state folder so that a power cut leaves the old one or the new one, whole.
 *
 * <p>It must not know what any file means.
 */
@NullMarked
package org.earmuff.files;

import org.jspecify.annotations.NullMarked;
