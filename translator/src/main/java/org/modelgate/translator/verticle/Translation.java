package org.modelgate.translator.verticle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.TranslateCount;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.ClientCounting;
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
        Carriers carriers = carriers(config, ask.account());
        Warnings warnings = new Warnings();
        InferenceRequest decoded = client.requests().decode(body, ask.headers(), warnings);
        InferenceRequest canonical = without(ask, decoded);
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
                ask.to(),
                carriers,
                with(canonical, List.of(), canonical.reasoning()));
        return new Translation(client, provider, encoded, warnings.entries(), answer, ask.inputTokens());
    }

    /** A request whose tokens are to be counted: no answer will follow. Pure, as above. */
    static Counted of(TranslateCount ask, byte[] body, TranslatorConfig config) {
        ClientDialect client = Dialects.client(ask.from());
        ClientCounting counting = client.counting()
                .orElseThrow(
                        () -> GatewayError.invalid("this dialect has no count").asException());
        Warnings warnings = new Warnings();
        InferenceRequest canonical = counting.decode(body, ask.headers(), warnings);
        TargetContext target = new TargetContext(
                ask.provider(),
                ask.targetModel(),
                ask.maxOutputTokens(),
                ask.headers(),
                carriers(config, ask.account()));
        EncodedRequest encoded = Dialects.get(ask.to()).requests().encode(canonical, target, warnings);
        return new Counted(encoded, warnings.entries());
    }

    /** A request that goes to a provider to be counted. */
    record Counted(EncodedRequest request, List<String> warnings) {}

    private static Carriers carriers(TranslatorConfig config, String account) {
        return HmacCarriers.forTenant(config.carrierSecret().value().getBytes(StandardCharsets.UTF_8), account);
    }

    /** Less what the provider refused before. */
    private static InferenceRequest without(OpenTranslation ask, InferenceRequest decoded) {
        if (!ask.withoutReasoning() && !ask.withoutSummary()) {
            return decoded;
        }
        Reasoning asked = decoded.reasoning();
        return with(
                decoded,
                ask.withoutReasoning() ? withoutReasoning(decoded.messages()) : decoded.messages(),
                ask.withoutSummary()
                        ? new Reasoning(asked.mode(), asked.effort(), asked.budgetTokens(), "omitted")
                        : asked);
    }

    private static List<Message> withoutReasoning(List<Message> messages) {
        List<Message> left = new ArrayList<>(messages.size());
        for (Message message : messages) {
            List<ContentPart> parts = message.parts().stream()
                    .filter(part ->
                            !(part instanceof ContentPart.Thinking || part instanceof ContentPart.RedactedThinking))
                    .toList();
            if (!parts.isEmpty() || message.parts().isEmpty()) {
                left.add(new Message(message.role(), parts));
            }
        }
        return left;
    }

    /**
     * The request with another conversation and other controls of reasoning. What is kept while the provider works must be small, so it has none: encoders of
     * answers look at tools and options only.
     */
    private static InferenceRequest with(InferenceRequest r, List<Message> messages, Reasoning reasoning) {
        return new InferenceRequest(
                r.model(),
                messages.isEmpty() ? List.of() : r.system(),
                messages,
                r.tools(),
                r.toolChoice(),
                r.parallelToolCalls(),
                r.maxOutputTokens(),
                r.stop(),
                r.sampling(),
                reasoning,
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
