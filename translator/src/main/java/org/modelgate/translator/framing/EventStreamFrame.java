package org.modelgate.translator.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One frame of an event stream. The payload's bytes are a slice of a buffer that is only valid while the frame is handled.
 *
 * @param kind what it is
 * @param type value of {@code :event-type}, {@code :exception-type} or {@code :error-code}, empty if there was none
 * @param message value of {@code :error-message}, empty if there was none
 * @param buffer holds the payload
 * @param offset where the payload begins
 * @param length bytes of payload
 */
public record EventStreamFrame(Kind kind, String type, String message, byte[] buffer, int offset, int length) {
    public enum Kind {
        EVENT,
        /** A failure that the service knows, after which the stream ends. */
        EXCEPTION,
        /** A failure of the transport, after which the stream ends. */
        ERROR,
        /** Of a message type that isn't known, or of none. */
        OTHER
    }

    /** A copy of the payload. */
    public byte[] payload() {
        return Arrays.copyOfRange(buffer, offset, offset + length);
    }

    public String text() {
        return new String(buffer, offset, length, StandardCharsets.UTF_8);
    }
}
