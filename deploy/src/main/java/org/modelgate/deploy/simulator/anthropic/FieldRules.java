package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Top-level fields: which there may be, which there must be, and their types. */
final class FieldRules {

    private static final Set<String> COUNTED = Set.of(
            "model",
            "messages",
            "system",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "cache_control",
            "speed");
    private static final Set<String> MESSAGES_ONLY = Set.of(
            "max_tokens",
            "stream",
            "stop_sequences",
            "temperature",
            "top_p",
            "top_k",
            "metadata",
            "service_tier",
            "inference_geo",
            "container",
            "diagnostics");
    private static final Set<String> BETA = Set.of(
            "context_management",
            "compaction",
            "mcp_servers",
            "fallbacks",
            "fallback_credit_token",
            "billing_policy",
            "thread");
    private static final Set<String> CURRENT_REMOVED = Set.of("temperature", "top_p", "top_k");

    static final List<Rule> ALL = List.of(
            FieldRules::version,
            FieldRules::unknownField,
            FieldRules::model,
            FieldRules::messages,
            FieldRules::maxTokens,
            FieldRules::stream,
            FieldRules::metadata,
            FieldRules::stopSequences,
            FieldRules::enumerated);

    private FieldRules() {}

    private static Optional<String> version(AnthropicRequest request) {
        if (request.version().isEmpty()) {
            return Optional.of("anthropic-version: header is required");
        }
        return request.current() || request.version().equals(AnthropicRequest.CLASSIC_VERSION)
                ? Optional.empty()
                : Optional.of("anthropic-version: \"" + request.version() + "\" is not a valid version");
    }

    private static Optional<String> unknownField(AnthropicRequest request) {
        return request.body().properties().stream()
                .map(field -> field.getKey())
                .filter(name -> !known(request, name))
                .findFirst()
                .map(FieldRules::extra);
    }

    static String extra(String path) {
        return path + ": Extra inputs are not permitted";
    }

    private static boolean known(AnthropicRequest request, String name) {
        if (request.current() && CURRENT_REMOVED.contains(name)) {
            return false;
        }
        return COUNTED.contains(name)
                || (!request.counting() && MESSAGES_ONLY.contains(name))
                || (request.beta() && BETA.contains(name))
                || (name.equals("output_format") && !request.current());
    }

    private static Optional<String> model(AnthropicRequest request) {
        JsonNode model = request.body().path("model");
        if (model.isMissingNode()) {
            return Optional.of("model: Field required");
        }
        return model.isTextual() ? Optional.empty() : Optional.of("model: Input should be a valid string");
    }

    private static Optional<String> messages(AnthropicRequest request) {
        JsonNode messages = request.messages();
        if (messages.isMissingNode()) {
            return Optional.of("messages: Field required");
        }
        if (!messages.isArray()) {
            return Optional.of("messages: Input should be a valid array");
        }
        return messages.isEmpty() ? Optional.of("messages: at least one message is required") : Optional.empty();
    }

    private static Optional<String> maxTokens(AnthropicRequest request) {
        if (request.counting()) {
            return Optional.empty();
        }
        JsonNode maxTokens = request.body().path("max_tokens");
        if (maxTokens.isMissingNode()) {
            return Optional.of("max_tokens: Field required");
        }
        if (!maxTokens.isIntegralNumber()) {
            return Optional.of("max_tokens: Input should be a valid integer");
        }
        return maxTokens.asLong() < 0
                ? Optional.of("max_tokens: Input should be greater than or equal to 0")
                : Optional.empty();
    }

    private static Optional<String> stream(AnthropicRequest request) {
        JsonNode stream = request.body().path("stream");
        return stream.isMissingNode() || stream.isBoolean()
                ? Optional.empty()
                : Optional.of("stream: Input should be a valid boolean");
    }

    private static Optional<String> metadata(AnthropicRequest request) {
        JsonNode metadata = request.body().path("metadata");
        JsonNode user = metadata.path("user_id");
        if (!user.isMissingNode() && !user.isNull() && !user.isTextual()) {
            return Optional.of("metadata.user_id: Input should be a valid string");
        }
        return metadata.properties().stream()
                .map(field -> field.getKey())
                .filter(name -> !name.equals("user_id"))
                .findFirst()
                .map(name -> extra("metadata." + name));
    }

    private static Optional<String> stopSequences(AnthropicRequest request) {
        JsonNode sequences = request.body().path("stop_sequences");
        if (!sequences.isMissingNode() && !sequences.isArray()) {
            return Optional.of("stop_sequences: Input should be a valid array");
        }
        for (JsonNode sequence : sequences) {
            if (sequence.asText().isBlank()) {
                return Optional.of("stop_sequences: each stop sequence must contain non-whitespace");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> enumerated(AnthropicRequest request) {
        return Stream.of(
                        oneOf("service_tier", request.body().path("service_tier"), "auto", "standard_only"),
                        oneOf("speed", request.body().path("speed"), "standard", "fast"))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Complains about a value that is there and is none of these. */
    static Optional<String> oneOf(String path, JsonNode value, String... allowed) {
        if (value.isMissingNode() || List.of(allowed).contains(value.asText())) {
            return Optional.empty();
        }
        String quoted = "'" + String.join("', '", List.of(allowed).subList(0, allowed.length - 1)) + "' or '"
                + allowed[allowed.length - 1] + "'";
        return Optional.of(path + ": Input should be " + quoted);
    }
}
