package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.openai.BodyPatch;
import org.modelgate.translator.openai.OpenAiTap;

/**
 * Responses in, Responses out: bytes with splices. A stream's usage comes unasked, so nothing is asked for. Nothing is stored at
 * the provider, whatever the client says: its store is the operator's, and the answer's {@code store} tells the client so.
 */
final class ResponsesPassthrough implements Passthrough {
    @Override
    public byte[] patch(byte[] body, BodyScan scan, String targetModel, long maxOutputTokens) {
        return new BodyPatch(body, scan)
                .model(targetModel)
                .cap(Math.max(maxOutputTokens, RequestWriter.TOKENS_MIN), "max_output_tokens")
                .add("\"store\":false")
                .apply();
    }

    @Override
    public byte[] withoutReasoning(byte[] body) {
        return ReasoningCut.of(body);
    }

    @Override
    public byte[] withoutSummary(byte[] body) {
        return SummaryCut.of(body);
    }

    @Override
    public StreamTap streamTap(BodyScan scan) {
        return new OpenAiTap(new ResponsesTapEvents());
    }

    @Override
    public AnswerFacts read(byte[] body) {
        return ResponsesAnswerReader.read(body);
    }

    @Override
    public byte[] withGatewayUsage(byte[] body, GatewayUsage usage) {
        return ResponsesGatewayUsage.withGatewayUsage(body, usage);
    }
}
