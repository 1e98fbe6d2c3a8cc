package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.AnswerRounds;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.Splices;

/** Anthropic client to Anthropic provider: bytes with the edits that the gateway owns. */
final class AnthropicPassthrough implements Passthrough {
    @Override
    public byte[] patch(byte[] body, BodyScan scan, String targetModel, long maxOutputTokens) {
        Splices splices = new Splices(body);
        if (!scan.model().equals(targetModel)) {
            splices.replace(scan.modelAt().start(), scan.modelAt().end(), quoted(targetModel));
        }
        for (BodyScan.Span cut : scan.cuts()) {
            splices.cut(cut.start(), cut.end());
        }
        Long wanted = scan.maxOutputTokens();
        BodyScan.Span at = scan.maxOutputAt();
        if (at == null || wanted == null) {
            splices.insert(scan.objectStart() + 1, ascii("\"max_tokens\":" + maxOutputTokens + ","));
        } else if (wanted > maxOutputTokens) {
            splices.replace(at.start(), at.end(), ascii(Long.toString(maxOutputTokens)));
        }
        return splices.apply();
    }

    @Override
    public byte[] withoutReasoning(byte[] body) {
        return ReasoningCut.of(body);
    }

    @Override
    public StreamTap streamTap(BodyScan scan) {
        return new AnthropicStreamTap();
    }

    @Override
    public AnswerFacts read(byte[] body) {
        return AnswerReader.read(body);
    }

    @Override
    public Optional<AnswerRounds> rounds(byte[] request, boolean stream) {
        if (!PausableRequest.mayPause(request)) {
            return Optional.empty();
        }
        PausedTurn turn = new PausedTurn(request);
        return Optional.of(stream ? new StreamedRounds(turn) : new WholeRounds(turn));
    }

    @Override
    public byte[] withGatewayUsage(byte[] body, GatewayUsage usage) {
        return Splices.withMember(body, 0, body.length, GatewayUsageJson.member(usage));
    }

    private static byte[] quoted(String text) {
        return ("\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
