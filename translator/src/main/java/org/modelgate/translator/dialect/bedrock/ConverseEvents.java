package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.framing.EventStreamFrame;
import org.modelgate.translator.framing.SseEncoder;

/** Frames of a ConverseStream as SSE, and what their names mean. */
final class ConverseEvents {
    /** Name of an event for failures whose own name doesn't end as exceptions' do. */
    private static final String FAILURE = "error";

    private static final String CODE = "code";

    private ConverseEvents() {}

    static void write(EventStreamFrame frame, ByteArrayOutputStream out) {
        switch (frame.kind()) {
            case EVENT -> {
                if (isName(frame.type())) {
                    out.writeBytes(SseEncoder.foreignEvent(frame.type(), frame.payload()));
                }
            }
            case EXCEPTION -> {
                if (isName(frame.type()) && isFailure(frame.type())) {
                    out.writeBytes(SseEncoder.foreignEvent(frame.type(), frame.payload()));
                } else {
                    out.writeBytes(failure(frame.type(), frame.text()));
                }
            }
            case ERROR -> out.writeBytes(failure(frame.type(), frame.message()));
            case OTHER -> {
                // nothing that a codec reads
            }
        }
    }

    private static byte[] failure(String code, String message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(CODE, code).put("message", message);
        return SseEncoder.event(FAILURE, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What may stand in a line of SSE. */
    private static boolean isName(String type) {
        return !type.isEmpty() && type.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }

    static boolean isFailure(String event) {
        return event.endsWith("Exception") || event.equals(FAILURE);
    }

    static GatewayError failure(String event, byte[] data) {
        return AwsErrors.inStream(event.equals(FAILURE) ? "" : event, data);
    }
}
