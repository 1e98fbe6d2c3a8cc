package org.modelgate.common.bus.messages;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.stream.StreamRef;

/**
 * router to translator: translate this body (the payload) for one attempt, and the answer on its way back. The reply brings the
 * provider's body as payload; the provider's answer is then written to the reply's stream, and the translator writes the
 * client's answer to {@code answer}. A session whose stream gets no frame until {@code timeoutMillis} is dropped.
 *
 * @param clientModel the name that the client asked for, which the answer shows
 * @param targetModel the provider's name of the model
 * @param maxOutputTokens the cap that credit was reserved for
 * @param inputTokens estimate of input tokens, for a client whose first event shows them before the provider tells
 * @param headers the client's headers, such as {@code anthropic-version}
 * @param createdSeconds Unix time for dialects that show one
 * @param withoutReasoning whether the provider refused the reasoning in the history, so that it has to be left out
 * @param withoutSummary whether it refused to summarize its reasoning, so that it mustn't be asked to
 */
public record OpenTranslation(
        UUID callId,
        DialectId from,
        DialectId to,
        String clientModel,
        String targetModel,
        String provider,
        String account,
        boolean stream,
        @Nullable Long maxOutputTokens,
        long inputTokens,
        Map<String, String> headers,
        long createdSeconds,
        StreamRef answer,
        long timeoutMillis,
        boolean withoutReasoning,
        boolean withoutSummary)
        implements Request<TranslationOpened> {

    /** Of a request as it is. */
    public OpenTranslation(
            UUID callId,
            DialectId from,
            DialectId to,
            String clientModel,
            String targetModel,
            String provider,
            String account,
            boolean stream,
            @Nullable Long maxOutputTokens,
            long inputTokens,
            Map<String, String> headers,
            long createdSeconds,
            StreamRef answer,
            long timeoutMillis) {
        this(
                callId,
                from,
                to,
                clientModel,
                targetModel,
                provider,
                account,
                stream,
                maxOutputTokens,
                inputTokens,
                headers,
                createdSeconds,
                answer,
                timeoutMillis,
                false,
                false);
    }
}
