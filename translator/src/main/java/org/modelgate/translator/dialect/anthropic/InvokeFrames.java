package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.framing.EventStreamFrame;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.framing.SseEncoder;

/** Frames of InvokeModelWithResponseStream as the SSE that Anthropic itself would send. */
final class InvokeFrames {
    private static final AnthropicErrors ERRORS = new AnthropicErrors();
    private static final byte[] TYPE = ascii("type");
    private static final byte[] METRICS = ascii("amazon-bedrock-invocationMetrics");

    private InvokeFrames() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static void write(EventStreamFrame frame, ByteArrayOutputStream out) {
        switch (frame.kind()) {
            case EVENT -> {
                if (frame.type().equals("chunk")) {
                    chunk(frame, out);
                }
            }
            case EXCEPTION -> failure(AwsErrors.inStream(frame.type(), frame.payload()), out);
            case ERROR -> {
                String json = JsonNodeFactory.instance
                        .objectNode()
                        .put("message", frame.message())
                        .toString();
                failure(AwsErrors.inStream(frame.type(), json.getBytes(StandardCharsets.UTF_8)), out);
            }
            case OTHER -> {
                // nothing that a codec reads
            }
        }
    }

    private static void failure(GatewayError error, ByteArrayOutputStream out) {
        out.writeBytes(ERRORS.event(error, ""));
    }

    private static void chunk(EventStreamFrame frame, ByteArrayOutputStream out) {
        byte[] json = bytes(frame);
        if (json == null) {
            throw GatewayError.provider("the provider's stream holds a chunk that can't be read")
                    .asException();
        }
        JsonCursor c = new JsonCursor();
        c.reset(json, 0, json.length);
        c.space();
        c.take('{');
        String type = "";
        Splices splices = new Splices(json);
        MemberCuts cuts = new MemberCuts();
        for (boolean more = c.member(true); more; more = c.member(false)) {
            int start = c.memberStart();
            int value = c.i;
            boolean isType = c.key(TYPE);
            boolean metrics = c.key(METRICS);
            c.skip();
            cuts.member(start, c.i, metrics);
            if (isType && json[value] == '"') {
                type = new String(json, value + 1, c.i - value - 2, StandardCharsets.UTF_8);
            }
        }
        if (!c.bad && isName(type)) {
            splices.cut(cuts);
            out.writeBytes(SseEncoder.foreignEvent(type, splices.apply()));
        }
    }

    /** The model's own event; the rest of the payload is padding. Null if there is none. */
    private static byte @Nullable [] bytes(EventStreamFrame frame) {
        try (JsonParser p = Json.factory().createParser(frame.buffer(), frame.offset(), frame.length())) {
            p.nextToken();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean bytes = p.currentName().equals("bytes");
                JsonToken token = p.nextToken();
                if (bytes && token == JsonToken.VALUE_STRING) {
                    return p.getBinaryValue();
                }
                p.skipChildren();
            }
            return null;
        } catch (IOException e) {
            // no JSON, or no base64
            return null;
        }
    }

    /** What may stand in a line of SSE. */
    private static boolean isName(String type) {
        return !type.isEmpty() && type.chars().allMatch(ch -> (ch >= 'a' && ch <= 'z') || ch == '_');
    }
}
