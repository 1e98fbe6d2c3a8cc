package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

/** Chat in, chat out: bytes with splices. */
final class ChatPassthrough implements Passthrough {
    private static final byte[] NONE = {};
    private static final byte[] USAGE_ASKED = "{\"include_usage\":true}".getBytes(UTF_8);
    private static final byte[] TRUE = "true".getBytes(UTF_8);

    private record Splice(int start, int end, byte[] text) {}

    @Override
    public byte[] patch(byte[] body, BodyScan scan, String targetModel, long maxOutputTokens) {
        List<Splice> splices = new ArrayList<>();
        StringBuilder added = new StringBuilder();
        splices.add(new Splice(scan.modelAt().start(), scan.modelAt().end(), quoted(targetModel)));
        cap(scan, targetModel, maxOutputTokens, splices, added);
        if (scan.stream() && !scan.includeUsage()) {
            askForUsage(body, scan.streamOptionsAt(), splices, added);
        }
        if (!added.isEmpty()) {
            int at = scan.objectStart() + 1;
            splices.add(new Splice(at, at, added.toString().getBytes(UTF_8)));
        }
        for (Span cut : scan.cuts()) {
            splices.add(new Splice(cut.start(), cut.end(), NONE));
        }
        return apply(body, splices);
    }

    private static void cap(
            BodyScan scan, String targetModel, long maxOutputTokens, List<Splice> splices, StringBuilder added) {
        Long asked = scan.maxOutputTokens();
        if (maxOutputTokens <= 0 || (asked != null && asked <= maxOutputTokens)) {
            return;
        }
        Span at = scan.maxOutputAt();
        if (at != null) {
            splices.add(new Splice(
                    at.start(), at.end(), Long.toString(maxOutputTokens).getBytes(UTF_8)));
        } else {
            added.append('"').append(ChatTarget.capFieldToAdd(targetModel)).append("\":");
            added.append(maxOutputTokens).append(',');
        }
    }

    private static void askForUsage(byte[] body, @Nullable Span at, List<Splice> splices, StringBuilder added) {
        if (at == null) {
            added.append("\"stream_options\":{\"include_usage\":true},");
        } else if (body[at.start()] != '{') {
            splices.add(new Splice(at.start(), at.end(), USAGE_ASKED));
        } else {
            splices.add(usageSplice(body, at));
        }
    }

    /** Sets include_usage inside the client's own stream_options, whose other members stay. */
    private static Splice usageSplice(byte[] body, Span at) {
        try (JsonParser p = Json.factory().createParser(body, at.start(), at.end() - at.start())) {
            p.nextToken();
            boolean empty = true;
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                empty = false;
                boolean found = p.currentName().equals("include_usage");
                JsonToken value = p.nextToken();
                if (found) {
                    int from = at.start() + (int) p.currentTokenLocation().getByteOffset();
                    return new Splice(from, from + (value == JsonToken.VALUE_FALSE ? 5 : 4), TRUE);
                }
                p.skipChildren();
            }
            int inside = at.start() + 1;
            return new Splice(inside, inside, ("\"include_usage\":true" + (empty ? "" : ",")).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("stream_options was scanned before", e);
        }
    }

    private static byte[] quoted(String text) {
        return ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"').getBytes(UTF_8);
    }

    private static byte[] apply(byte[] body, List<Splice> splices) {
        splices.sort(Comparator.comparingInt(Splice::start));
        int length = body.length;
        for (Splice splice : splices) {
            length += splice.text.length - (splice.end - splice.start);
        }
        byte[] out = new byte[length];
        int from = 0;
        int to = 0;
        for (Splice splice : splices) {
            System.arraycopy(body, from, out, to, splice.start - from);
            to += splice.start - from;
            System.arraycopy(splice.text, 0, out, to, splice.text.length);
            to += splice.text.length;
            from = splice.end;
        }
        System.arraycopy(body, from, out, to, body.length - from);
        return out;
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
        int brace = end - 1;
        while (brace >= 0 && bytes[brace] != '}') {
            brace--;
        }
        if (brace < 0) {
            return bytes;
        }
        int before = brace - 1;
        while (before >= 0 && bytes[before] <= ' ') {
            before--;
        }
        boolean empty = before >= 0 && bytes[before] == '{';
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + member.length + 1);
        out.write(bytes, 0, brace);
        if (!empty) {
            out.write(',');
        }
        out.write(member, 0, member.length);
        out.write(bytes, brace, bytes.length - brace);
        return out.toByteArray();
    }
}
