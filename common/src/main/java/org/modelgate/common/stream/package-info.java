/**
 * Streams of bytes between two endpoints of the bus, the only home of flow control, liveness and cancel. The receiver opens a
 * stream and gives its {@link org.modelgate.common.stream.StreamRef} to the sender inside a message; the sender writes within
 * a byte window; a gap in the sequence, a lost peer or a lost terminal frame fails the stream on both ends. Exactly one
 * terminal event reaches the receiver.
 */
@NullMarked
package org.modelgate.common.stream;

import org.jspecify.annotations.NullMarked;
