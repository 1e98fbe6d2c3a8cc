package org.modelgate.translator.verticle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.carrier.HmacCarriers;

/**
 * A translated request and what its answer will need.
 *
 * @param client dialect of the client
 * @param provider dialect of the provider
 */
record Translation(
        ClientDialect client,
        Dialect provider,
        EncodedRequest request,
        List<String> warnings,
        AnswerContext answer,
        long inputTokens) {

    /** Pure, so that large bodies may be translated on any thread. */
    static Translation of(OpenTranslation ask, byte[] body, TranslatorConfig config) {
        ClientDialect client = Dialects.client(ask.from());
        Dialect provider = Dialects.get(ask.to());
        Carriers carriers =
                HmacCarriers.forTenant(config.carrierSecret().value().getBytes(StandardCharsets.UTF_8), ask.account());
        Warnings warnings = new Warnings();
        InferenceRequest canonical = client.requests().decode(body, ask.headers(), warnings);
        EncodedRequest encoded = provider.requests()
                .encode(
                        canonical,
                        new TargetContext(
                                ask.provider(), ask.targetModel(), ask.maxOutputTokens(), ask.headers(), carriers),
                        warnings);
        AnswerContext answer = new AnswerContext(
                ask.callId().toString().replace("-", ""),
                ask.createdSeconds(),
                ask.clientModel(),
                ask.provider(),
                ask.targetModel(),
                carriers,
                withoutConversation(canonical));
        return new Translation(client, provider, encoded, warnings.entries(), answer, ask.inputTokens());
    }

    /** What is kept while the provider works must be small: encoders of answers look at tools and options only. */
    private static InferenceRequest withoutConversation(InferenceRequest r) {
        return new InferenceRequest(
                r.model(),
                List.of(),
                List.of(),
                r.tools(),
                r.toolChoice(),
                r.parallelToolCalls(),
                r.maxOutputTokens(),
                r.stop(),
                r.sampling(),
                r.reasoning(),
                r.format(),
                r.verbosity(),
                r.automaticCache(),
                r.serviceTier(),
                r.userId(),
                r.cacheKey(),
                r.stream(),
                r.includeUsage(),
                r.choices(),
                r.logprobsJson(),
                r.extras());
    }
}
