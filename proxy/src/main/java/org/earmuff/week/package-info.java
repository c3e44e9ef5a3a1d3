/**
 * A week of the account, told to the household: what left, what did not, and whether Earmuff was on to tell.
 *
 * <p>It must not know who asks, nor ask anybody but the account: a report is the same whether the appliance runs or not.
 */
@NullMarked
package org.earmuff.week;

import org.jspecify.annotations.NullMarked;
