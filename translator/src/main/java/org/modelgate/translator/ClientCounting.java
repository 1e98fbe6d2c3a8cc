package org.modelgate.translator;

import java.util.Map;
import org.modelgate.common.inference.InferenceRequest;

/** How clients of a dialect ask for the input tokens of a request that they don't send yet. */
public interface ClientCounting {
    /** Path of the endpoint behind {@code /v1}, such as {@code messages/count_tokens}. */
    String path();

    /** As the dialect's own, for bodies that may lack what only an answer needs. */
    BodyScanner scanner();

    /** As the dialect's own, likewise. */
    InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings);

    byte[] answer(long inputTokens);
}
