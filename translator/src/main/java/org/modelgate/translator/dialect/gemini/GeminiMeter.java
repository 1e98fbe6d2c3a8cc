package org.modelgate.translator.dialect.gemini;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.AnswerMeter;
import org.modelgate.translator.StreamTap;

/** Usage and faults of answers, read in passing. */
final class GeminiMeter implements AnswerMeter {
    @Override
    public StreamTap streamTap(BodyScan scan) {
        return new GeminiStreamTap();
    }

    @Override
    public AnswerFacts read(byte[] body) {
        ChunkScan answer = new ChunkScan();
        boolean readable = answer.scan(body, 0, body.length);
        if (readable && answer.hasError()) {
            return failed(GeminiErrors.of(GeminiJson.anything(answer.error())));
        }
        if (!readable || !answer.answers) {
            return failed(GeminiErrors.inAnswer(GeminiJson.anything(body))
                    .orElseGet(() -> GatewayError.provider("the provider's answer is no generated content")));
        }
        StreamFacts facts = new StreamFacts();
        GatewayError failure = facts.note(answer);
        if (failure == null && !answer.speaks && !facts.finished()) {
            failure = GatewayError.provider("the provider's answer is empty");
        }
        return failure == null
                ? new AnswerFacts(facts.usage(), facts.textBytes(), facts.upstreamId(), null)
                : failed(failure);
    }

    private static AnswerFacts failed(@Nullable GatewayError error) {
        return new AnswerFacts(null, 0, null, error);
    }
}
