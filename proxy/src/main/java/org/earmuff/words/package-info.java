/**
 * Every word of the dashboard, in one file a language. It must not know what the words are about.
 */
@NullMarked
package org.earmuff.words;

import org.jspecify.annotations.NullMarked;
