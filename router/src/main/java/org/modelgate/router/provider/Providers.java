package org.modelgate.router.provider;

import static org.modelgate.common.inference.DialectId.ANTHROPIC_MESSAGES;
import static org.modelgate.common.inference.DialectId.BEDROCK_CONVERSE;
import static org.modelgate.common.inference.DialectId.GEMINI;
import static org.modelgate.common.inference.DialectId.OPENAI_CHAT;
import static org.modelgate.common.inference.DialectId.OPENAI_RESPONSES;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.Hostings;

/** All kinds of providers; a new one is one row in {@link #ALL}. */
public final class Providers {
    /** How OpenAI, Anthropic and Google say that reasoning in the history isn't theirs. */
    private static final Set<String> REASONING_CODES = Set.of("invalid_encrypted_content");

    private static final List<String> REASONING_PHRASES = List.of(
            "invalid signature in thinking block",
            "invalid data in redacted_thinking block",
            "redacted_thinking blocks in the latest assistant message cannot be modified",
            "invalid thought signature",
            "corrupted thought signature",
            "thought signature is not valid");

    private static final RetryHints HINTS = new RetryHints(
            Set.of(
                    "context_length_exceeded",
                    "model_not_found",
                    "not_found_error",
                    "model_not_supported",
                    "model_not_ready",
                    "deployment_not_found"),
            List.of("prompt is too long", "maximum context length"),
            REASONING_CODES,
            REASONING_PHRASES);

    /** Amazon's names of refusals of the operator's credentials and quota, besides. */
    private static final RetryHints AMAZON_HINTS = new RetryHints(
            Set.of(
                    "context_length_exceeded",
                    "model_not_found",
                    "model_not_ready",
                    "AccessDeniedException",
                    "UnrecognizedClientException",
                    "ExpiredTokenException",
                    "ExpiredToken",
                    "InvalidSignatureException",
                    "ServiceQuotaExceededException"),
            List.of("prompt is too long"),
            REASONING_CODES,
            REASONING_PHRASES);

    /** Streams have pings or comments, so a minute of silence is a fault. */
    private static final Timeouts WITH_PINGS = Timeouts.ofSeconds(5, 60, 60, 1_800);

    /** Reasoning models send nothing for minutes, and no heartbeat. */
    private static final Timeouts SILENT = Timeouts.ofSeconds(5, 300, 300, 1_800);

    private static final Timeouts COMMENTS_WHILE_WAITING = Timeouts.ofSeconds(5, 300, 60, 1_800);

    private static final Map<String, String> DEFAULT_VERSION = Map.of("anthropic-version", "2023-06-01");

    private static final Hosting COUNTED = Hosting.at("/v1/messages", "/v1/messages/count_tokens");

    private static final List<Provider> ALL = List.of(
            row("anthropic", "https://api.anthropic.com", WITH_PINGS, messages(COUNTED, AuthScheme.X_API_KEY)),
            row("openai", "https://api.openai.com/v1", SILENT, chat("/chat/completions")),
            row(
                    "openai-responses",
                    "https://api.openai.com/v1",
                    SILENT,
                    responses(Hosting.at("/responses", "/responses/input_tokens"))),
            row(
                    "openrouter",
                    "https://openrouter.ai/api/v1",
                    COMMENTS_WHILE_WAITING,
                    chat("/chat/completions"),
                    messages(Hosting.at("/messages"), AuthScheme.BEARER)),
            row("gemini", "https://generativelanguage.googleapis.com", SILENT, gemini()),
            new Provider(
                    "bedrock",
                    null,
                    Providers::bedrock,
                    false,
                    true,
                    List.of(
                            messages(Hostings.bedrockInvoke(), Providers::isClaude, AuthScheme.BEARER, Map.of()),
                            new Endpoint(
                                    BEDROCK_CONVERSE,
                                    Hostings.bedrockConverse(),
                                    Providers::anyModel,
                                    AuthScheme.BEARER,
                                    List.of(),
                                    Map.of())),
                    SILENT,
                    1_000,
                    AMAZON_HINTS),
            new Provider(
                    "foundry",
                    null,
                    false,
                    false,
                    List.of(messages(Hostings.foundry(), Providers::anyModel, AuthScheme.X_API_KEY, DEFAULT_VERSION)),
                    WITH_PINGS,
                    1_000,
                    HINTS),
            new Provider(
                    "openai-compatible", null, false, false, List.of(chat("/chat/completions")), SILENT, 1_000, HINTS),
            new Provider(
                    "simulator",
                    null,
                    true,
                    false,
                    List.of(
                            messages(COUNTED, AuthScheme.X_API_KEY),
                            chat("/v1/chat/completions"),
                            responses(Hosting.at("/v1/responses", "/v1/responses/input_tokens"))),
                    WITH_PINGS,
                    10_000,
                    HINTS));

    private Providers() {}

    public static List<Provider> all() {
        return ALL;
    }

    public static Optional<Provider> ofType(String type) {
        return ALL.stream().filter(p -> p.type().equals(type)).findFirst();
    }

    private static Provider row(String type, String host, Timeouts timeouts, Endpoint... endpoints) {
        return new Provider(type, URI.create(host), false, true, List.of(endpoints), timeouts, 1_000, HINTS);
    }

    private static Endpoint messages(Hosting hosting, AuthScheme auth) {
        return messages(hosting, Providers::anyModel, auth, DEFAULT_VERSION);
    }

    private static Endpoint messages(
            Hosting hosting, Predicate<String> models, AuthScheme auth, Map<String, String> defaults) {
        return new Endpoint(
                ANTHROPIC_MESSAGES, hosting, models, auth, List.of("anthropic-version", "anthropic-beta"), defaults);
    }

    /** By foundation id, behind a region or in an ARN; a profile of an operator's own names no vendor. */
    private static boolean isClaude(String model) {
        return model.contains("anthropic.");
    }

    /** Amazon's partitions have domains of their own. */
    private static URI bedrock(String region) {
        String domain = "amazonaws.com";
        if (region.startsWith("cn-")) {
            domain = "amazonaws.com.cn";
        } else if (region.startsWith("eusc-")) {
            domain = "amazonaws.eu";
        }
        return URI.create("https://bedrock-runtime." + region + "." + domain);
    }

    private static Endpoint chat(String path) {
        return openAi(OPENAI_CHAT, Hosting.at(path));
    }

    private static Endpoint responses(Hosting hosting) {
        return openAi(OPENAI_RESPONSES, hosting);
    }

    private static Endpoint openAi(DialectId dialect, Hosting hosting) {
        return new Endpoint(dialect, hosting, Providers::anyModel, AuthScheme.BEARER, List.of(), Map.of());
    }

    private static Endpoint gemini() {
        return new Endpoint(
                GEMINI,
                new GeminiHosting("v1beta"),
                Providers::anyModel,
                AuthScheme.X_GOOG_API_KEY,
                List.of(),
                Map.of());
    }

    private static boolean anyModel(String model) {
        return true;
    }
}
