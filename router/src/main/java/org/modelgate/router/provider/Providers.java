package org.modelgate.router.provider;

import static org.modelgate.common.inference.DialectId.ANTHROPIC_MESSAGES;
import static org.modelgate.common.inference.DialectId.OPENAI_CHAT;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.translator.Hosting;

/** All kinds of providers; a new one is one row in {@link #ALL}. */
public final class Providers {
    private static final RetryHints HINTS = new RetryHints(
            Set.of(
                    "context_length_exceeded",
                    "model_not_found",
                    "not_found_error",
                    "model_not_supported",
                    "model_not_ready",
                    "deployment_not_found"),
            List.of("prompt is too long", "maximum context length"),
            Set.of("invalid_encrypted_content"),
            List.of(
                    "invalid signature in thinking block",
                    "invalid data in redacted_thinking block",
                    "redacted_thinking blocks in the latest assistant message cannot be modified",
                    "invalid thought signature",
                    "corrupted thought signature",
                    "thought signature is not valid"));

    /** Streams have pings or comments, so a minute of silence is a fault. */
    private static final Timeouts WITH_PINGS = Timeouts.ofSeconds(5, 60, 60, 1_800);

    /** Reasoning models send nothing for minutes, and no heartbeat. */
    private static final Timeouts SILENT = Timeouts.ofSeconds(5, 300, 300, 1_800);

    private static final Timeouts COMMENTS_WHILE_WAITING = Timeouts.ofSeconds(5, 300, 60, 1_800);

    private static final Hosting COUNTED = Hosting.at("/v1/messages", "/v1/messages/count_tokens");

    private static final List<Provider> ALL = List.of(
            row("anthropic", "https://api.anthropic.com", WITH_PINGS, messages(COUNTED, AuthScheme.X_API_KEY)),
            row("openai", "https://api.openai.com/v1", SILENT, chat("/chat/completions")),
            row(
                    "openrouter",
                    "https://openrouter.ai/api/v1",
                    COMMENTS_WHILE_WAITING,
                    chat("/chat/completions"),
                    messages(Hosting.at("/messages"), AuthScheme.BEARER)),
            new Provider(
                    "openai-compatible", null, false, false, List.of(chat("/chat/completions")), SILENT, 1_000, HINTS),
            new Provider(
                    "simulator",
                    null,
                    true,
                    false,
                    List.of(messages(COUNTED, AuthScheme.X_API_KEY), chat("/v1/chat/completions")),
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
        return new Endpoint(
                ANTHROPIC_MESSAGES,
                hosting,
                Providers::anyModel,
                auth,
                List.of("anthropic-version", "anthropic-beta"),
                Map.of("anthropic-version", "2023-06-01"));
    }

    private static Endpoint chat(String path) {
        return new Endpoint(OPENAI_CHAT, Hosting.at(path), Providers::anyModel, AuthScheme.BEARER, List.of(), Map.of());
    }

    private static boolean anyModel(String model) {
        return true;
    }
}
