/**
 * The made-up home: speakers and a cloud that behave like measured ones, and what {@code earmuff demo} runs with them.
 *
 * <p>It must not know how the appliance works: its speakers reach it like any client, its cloud sits behind it like any
 * server, and what it says about sound is what that cloud counted.
 */
@NullMarked
package org.earmuff.demo;

import org.jspecify.annotations.NullMarked;
