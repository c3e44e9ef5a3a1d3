/**
 * Names, help and labels of every series, behind one class; and the scrape.
 *
 * <p>It must not know HTTP, and no label ever holds an address or a host name.
 */
@NullMarked
package org.earmuff.metrics;

import org.jspecify.annotations.NullMarked;
