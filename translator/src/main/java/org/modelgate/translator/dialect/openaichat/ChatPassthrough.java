package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.openai.BodyPatch;
import org.modelgate.translator.openai.ChatTarget;
import org.modelgate.translator.openai.OpenAiUsage;

/** Chat in, chat out: bytes with splices. */
final class ChatPassthrough implements Passthrough {
    private static final byte[] USAGE_ASKED = "{\"include_usage\":true}".getBytes(UTF_8);
    private static final byte[] TRUE = "true".getBytes(UTF_8);

    @Override
    public byte[] patch(byte[] body, BodyScan scan, String targetModel, long maxOutputTokens) {
        BodyPatch patch = new BodyPatch(body, scan).model(targetModel);
        if (scan.maxOutputAt() != null) {
            CapName.set(body, scan.maxOutputAt(), targetModel, patch.splices());
        }
        patch.cap(maxOutputTokens, ChatTarget.capFieldToAdd(targetModel));
        if (scan.stream() && !scan.includeUsage()) {
            askForUsage(body, scan.streamOptionsAt(), patch);
        }
        return patch.apply();
    }

    private static void askForUsage(byte[] body, @Nullable Span at, BodyPatch patch) {
        if (at == null) {
            patch.add("\"stream_options\":{\"include_usage\":true}");
        } else if (body[at.start()] != '{') {
            patch.splices().replace(at.start(), at.end(), USAGE_ASKED);
        } else {
            setUsage(body, at, patch.splices());
        }
    }

    /** Sets include_usage inside the client's own stream_options, whose other members stay. */
    private static void setUsage(byte[] body, Span at, Splices splices) {
        try (JsonParser p = Json.factory().createParser(body, at.start(), at.end() - at.start())) {
            p.nextToken();
            boolean empty = true;
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                empty = false;
                boolean found = p.currentName().equals("include_usage");
                JsonToken value = p.nextToken();
                if (found) {
                    int from = at.start() + (int) p.currentTokenLocation().getByteOffset();
                    splices.replace(from, from + (value == JsonToken.VALUE_FALSE ? 5 : 4), TRUE);
                    return;
                }
                p.skipChildren();
            }
            splices.insert(at.start() + 1, ("\"include_usage\":true" + (empty ? "" : ",")).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("stream_options was scanned before", e);
        }
    }

    @Override
    public byte[] withoutReasoning(byte[] body) {
        return ReasoningCut.of(body);
    }

    @Override
    public StreamTap streamTap(BodyScan scan) {
        return ChatTapEvents.tap(scan.choices(), scan.includeUsage());
    }

    @Override
    public AnswerFacts read(byte[] body) {
        ChunkScan scan = new ChunkScan();
        if (!scan.scan(body, 0, body.length)) {
            return failed(GatewayError.provider("The provider's answer is no JSON object."));
        }
        String id = scan.hasId() ? new String(body, scan.idStart, scan.idEnd - scan.idStart, UTF_8) : null;
        if (scan.hasError() && !scan.finished()) {
            return failed(OpenAiChatErrorCodec.inBody(body, scan.errorStart, scan.errorEnd));
        }
        if (scan.choices == 0) {
            return failed(GatewayError.provider("The provider's answer has no choices."));
        }
        Usage usage = scan.hasUsage() ? OpenAiUsage.read(body, scan.usageStart, scan.usageEnd) : null;
        return new AnswerFacts(usage, scan.textBytes, id, null);
    }

    private static AnswerFacts failed(GatewayError error) {
        return new AnswerFacts(null, 0, null, error);
    }

    @Override
    public byte[] withGatewayUsage(byte[] body, GatewayUsage usage) {
        return Splices.withMember(body, 0, body.length, GatewayUsageJson.member(usage));
    }
}
