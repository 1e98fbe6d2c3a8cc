package org.modelgate.common.stream;

/**
 * Sizes of streams, in bytes.
 *
 * @param window what may be sent before the receiver gives credit
 * @param frame bytes of a DATA frame at most
 * @param wholeByReference a {@code whole} up to this goes in one frame inside one JVM even if it is above the window: it passes
 *     by reference, costs no copy, and can happen once a stream
 * @param waiting bytes that may wait for window at the writing end before the stream fails
 * @param waitingWhole the same where the writer gave a whole answer at once, which is in memory anyway
 */
public record StreamLimits(int window, int frame, int wholeByReference, int waiting, int waitingWhole) {
    public static final StreamLimits DEFAULT =
            new StreamLimits(64 * 1024, 32 * 1024, 1024 * 1024, 8 * 1024 * 1024, 40 * 1024 * 1024);

    public StreamLimits {
        if (window < 1 || frame < 1 || wholeByReference < 0 || waiting < 1 || waitingWhole < 1) {
            throw new IllegalArgumentException("stream limits must be positive");
        }
    }
}
