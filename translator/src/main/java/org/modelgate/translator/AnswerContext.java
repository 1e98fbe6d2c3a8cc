package org.modelgate.translator;

import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;

/**
 * What an encoder of answers must know.
 *
 * @param answerId unique text, alphanumeric, to mint the dialect's id from
 * @param createdSeconds Unix time for dialects that show one
 * @param clientModel the name that the client asked for
 * @param provider configured name of the provider that answers, and {@code targetModel} its name of the model
 * @param dialect the provider's
 * @param carriers packs the provider's reasoning for the client
 * @param request the client's request
 */
public record AnswerContext(
        String answerId,
        long createdSeconds,
        String clientModel,
        String provider,
        String targetModel,
        DialectId dialect,
        Carriers carriers,
        InferenceRequest request) {}
