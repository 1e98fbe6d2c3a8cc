package org.modelgate.translator.framing;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.modelgate.common.error.GatewayError;

/** What a provider sends that was asked for a stream and answers with a document: kept, up to a limit, to learn what it says. */
public final class BareAnswer {
    public static final int BYTES_MAX = 64 * 1024;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    /** The current event, which is no event, and all behind it. */
    public static BareAnswer ofEvent(SseScanner events) {
        BareAnswer answer = new BareAnswer();
        answer.add(Arrays.copyOfRange(events.buffer(), events.start(), events.end()));
        answer.add(events.rest());
        return answer;
    }

    /** What came of an event that begins like a document. */
    public static BareAnswer ofRest(SseScanner events) {
        BareAnswer answer = new BareAnswer();
        answer.add(events.rest());
        return answer;
    }

    /**
     * Takes what follows.
     *
     * @throws org.modelgate.common.error.GatewayException provider_error if it is too long for an error
     */
    public void add(byte[] more) {
        if (bytes.size() + more.length > BYTES_MAX) {
            throw noStream().asException();
        }
        bytes.writeBytes(more);
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** What it is if it isn't an error. */
    public static GatewayError noStream() {
        return GatewayError.provider("the provider answered a stream request without a stream");
    }
}
