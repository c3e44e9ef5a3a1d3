/**
 * What other rules would have done with the uploads and attempts of the account.
 *
 * <p>It must not know how its answer is shown, nor change anything: it reads the account and rules that are not in force.
 */
@NullMarked
package org.earmuff.replay;

import org.jspecify.annotations.NullMarked;
