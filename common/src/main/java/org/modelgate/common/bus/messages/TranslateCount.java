package org.modelgate.common.bus.messages;

import java.util.Map;
import java.util.UUID;
import org.modelgate.common.bus.Request;
import org.modelgate.common.inference.DialectId;

/**
 * router to translator: what would a provider get for this body (the payload) of which the client wants the tokens counted? Nothing
 * is kept for an answer.
 *
 * @param targetModel the provider's name of the model
 * @param maxOutputTokens cap to write where the client gave none
 * @param headers the client's headers
 */
public record TranslateCount(
        UUID callId,
        DialectId from,
        DialectId to,
        String targetModel,
        String provider,
        String account,
        long maxOutputTokens,
        Map<String, String> headers)
        implements Request<CountTranslated> {}
