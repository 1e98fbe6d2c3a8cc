package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.AnswerMeter;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.JsonBytes;

/** Reads usage and faults of answers in one pass. */
final class ConverseMeter implements AnswerMeter {
    @Override
    public StreamTap streamTap(BodyScan scan) {
        return new ConverseStreamTap();
    }

    @Override
    public AnswerFacts read(byte[] body) {
        Usage usage = null;
        String stopReason = "";
        boolean output = false;
        long textBytes = 0;
        try (JsonParser p = Json.factory().createParser(body)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                return garbage();
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                JsonToken token = p.nextToken();
                switch (name) {
                    case "output" -> {
                        output = token == JsonToken.START_OBJECT;
                        textBytes = strings(p, body);
                    }
                    case "usage" -> usage = UsageReader.read(p);
                    case "stopReason" -> stopReason = p.getValueAsString("");
                    default -> p.skipChildren();
                }
            }
        } catch (IOException e) {
            return garbage();
        }
        if (!output) {
            return garbage();
        }
        GatewayError error = StopReasons.isFailure(stopReason) ? StopReasons.malformed() : null;
        return new AnswerFacts(usage, textBytes, null, error);
    }

    /** Bytes of all string values below the current one, but not those that are ids or seals. */
    private static long strings(JsonParser p, byte[] body) throws IOException {
        long sum = 0;
        for (int depth = p.currentToken().isStructStart() ? 1 : 0; depth > 0; ) {
            JsonToken token = p.nextToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING && isContent(p.currentName())) {
                int open = (int) p.currentTokenLocation().getByteOffset();
                sum += JsonBytes.closingQuote(body, open + 1, body.length) - open - 1;
            }
        }
        return sum;
    }

    private static boolean isContent(@Nullable String name) {
        return name == null
                || !(name.equals("role")
                        || name.equals("toolUseId")
                        || name.equals("signature")
                        || name.equals("bytes"));
    }

    /** The figures of {@code metadata}; null if there are none. */
    static @Nullable Usage usageOf(byte[] metadata) {
        JsonNode json = ConverseResponses.parse(metadata);
        if (!json.isObject()) {
            throw GatewayError.provider("the provider's stream holds an event that is not JSON")
                    .asException();
        }
        return ConverseResponses.usage(json.path("usage"));
    }

    private static AnswerFacts garbage() {
        return new AnswerFacts(null, 0, null, GatewayError.provider("the provider's answer is not a message"));
    }
}
