/**
 * The configuration file to validated records, every problem with its place, all at once.
 *
 * <p>It must not know what is done with a setting; and it never makes up a value for one that it could not read.
 */
@NullMarked
package org.earmuff.config;

import org.jspecify.annotations.NullMarked;
