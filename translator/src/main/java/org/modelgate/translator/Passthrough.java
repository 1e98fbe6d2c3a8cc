package org.modelgate.translator;

import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.GatewayUsage;

/** The path of a call whose client and provider speak the same dialect: bytes go on with few edits, usage is read in passing. */
public interface Passthrough extends AnswerMeter {
    /**
     * The body for the provider: model replaced, gateway-only members cut, the output cap set if the client gave none, usage
     * asked for in streams. Everything else keeps its bytes.
     *
     * @param maxOutputTokens the cap that credit was reserved for
     */
    byte[] patch(byte[] body, BodyScan scan, String targetModel, long maxOutputTokens);

    /**
     * A body of the dialect without any reasoning in its history, for a provider that refused it; the body itself if the dialect
     * has none.
     */
    default byte[] withoutReasoning(byte[] body) {
        return body;
    }

    /**
     * A body of the dialect that asks for no summary of the reasoning, for a provider that refused it; the body itself if the
     * dialect has no such wish.
     */
    default byte[] withoutSummary(byte[] body) {
        return body;
    }

    /** The answer with {@code gateway_usage} added at its top level; all other bytes stay. */
    byte[] withGatewayUsage(byte[] body, GatewayUsage usage);
}
