/** Measures, run by hand through {@code bin/bench}; nothing here passes or fails by time. */
package org.earmuff.bench;
