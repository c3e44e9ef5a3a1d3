/**
 * Counts what speakers use of their budgets as it leaves, and keeps the count over restarts.
 *
 * <p>It must not know how bytes move nor what a spent budget leads to.
 */
@NullMarked
package org.earmuff.usage;

import org.jspecify.annotations.NullMarked;
