/** The commands, each a thin picocli class over the same parts or the HTTP API. */
@NullMarked
package org.earmuff.cli;

import org.jspecify.annotations.NullMarked;
