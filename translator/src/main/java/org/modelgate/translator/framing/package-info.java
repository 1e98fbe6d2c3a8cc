/**
 * Byte framings of answers: bytes in, events out, incremental and bounded; one of each for all vendors. Uses the JDK and
 * common.error only; each instance belongs to one stream and one thread.
 */
@NullMarked
package org.modelgate.translator.framing;

import org.jspecify.annotations.NullMarked;
