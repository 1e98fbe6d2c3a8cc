package org.modelgate.translator;

import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceResponse;

/** Whole answers of one dialect, both ways. */
public interface ResponseCodec extends ResponseDecoder {
    /** Canonical form to client body, with {@code gateway_usage}. */
    byte[] encode(InferenceResponse response, AnswerContext context, GatewayUsage usage);
}
