package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
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
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.Splices;

/** Chat in, chat out: bytes with splices. */
final class ChatPassthrough implements Passthrough {
    private static final byte[] USAGE_ASKED = "{\"include_usage\":true}".getBytes(UTF_8);
    private static final byte[] COMMA = {','};
    private static final byte[] TRUE = "true".getBytes(UTF_8);

    @Override
    public byte[] patch(byte[] body, BodyScan scan, String targetModel, long maxOutputTokens) {
        Splices splices = new Splices(body);
        StringBuilder added = new StringBuilder();
        splices.replace(scan.modelAt().start(), scan.modelAt().end(), quoted(targetModel));
        cap(scan, targetModel, maxOutputTokens, splices, added);
        if (scan.stream() && !scan.includeUsage()) {
            askForUsage(body, scan.streamOptionsAt(), splices, added);
        }
        if (!added.isEmpty()) {
            splices.insert(scan.objectStart() + 1, added.toString().getBytes(UTF_8));
        }
        for (Span cut : scan.cuts()) {
            splices.cut(cut.start(), cut.end());
        }
        return splices.apply();
    }

    private static void cap(
            BodyScan scan, String targetModel, long maxOutputTokens, Splices splices, StringBuilder added) {
        Long asked = scan.maxOutputTokens();
        if (maxOutputTokens <= 0 || (asked != null && asked <= maxOutputTokens)) {
            return;
        }
        Span at = scan.maxOutputAt();
        if (at != null) {
            splices.replace(at.start(), at.end(), Long.toString(maxOutputTokens).getBytes(UTF_8));
        } else {
            added.append('"').append(ChatTarget.capFieldToAdd(targetModel)).append("\":");
            added.append(maxOutputTokens).append(',');
        }
    }

    private static void askForUsage(byte[] body, @Nullable Span at, Splices splices, StringBuilder added) {
        if (at == null) {
            added.append("\"stream_options\":{\"include_usage\":true},");
        } else if (body[at.start()] != '{') {
            splices.replace(at.start(), at.end(), USAGE_ASKED);
        } else {
            setUsage(body, at, splices);
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

    private static byte[] quoted(String text) {
        return ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"').getBytes(UTF_8);
    }

    @Override
    public byte[] withoutReasoning(byte[] body) {
        return ReasoningCut.of(body);
    }

    @Override
    public StreamTap streamTap(BodyScan scan) {
        return new ChatStreamTap(scan.choices(), scan.includeUsage());
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
        Usage usage = scan.hasUsage() ? ChatUsage.read(body, scan.usageStart, scan.usageEnd) : null;
        return new AnswerFacts(usage, scan.textBytes, id, null);
    }

    private static AnswerFacts failed(GatewayError error) {
        return new AnswerFacts(null, 0, null, error);
    }

    @Override
    public byte[] withGatewayUsage(byte[] body, GatewayUsage usage) {
        return withMember(body, body.length, GatewayUsageJson.member(usage));
    }

    /** @param end behind the object's closing brace, or spaces behind that */
    static byte[] withMember(byte[] bytes, int end, byte[] member) {
        int brace = JsonBytes.closingBrace(bytes, 0, end);
        if (brace < 0) {
            return bytes;
        }
        Splices splices = new Splices(bytes);
        if (!JsonBytes.isEmptyObject(bytes, 0, brace)) {
            splices.insert(brace, COMMA);
        }
        return splices.insert(brace, member).apply();
    }
}
