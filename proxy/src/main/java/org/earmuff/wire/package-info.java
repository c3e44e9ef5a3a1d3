/**
 * Pure parsers over held bytes: TLS record headers, client hellos, packets and capture files. Every answer is one of three: incomplete, good or
 * bad.
 *
 * <p>It must not know channels, flows, speakers or verdicts, and never looks into what is encrypted.
 */
@NullMarked
package org.earmuff.wire;

import org.jspecify.annotations.NullMarked;
