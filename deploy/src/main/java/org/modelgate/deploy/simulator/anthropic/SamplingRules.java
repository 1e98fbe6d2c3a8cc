package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** {@code temperature}, {@code top_p} and {@code top_k}, where the API version still has them. */
final class SamplingRules {

    static final List<Rule> ALL = List.of(
            SamplingRules::ranges, SamplingRules::onlyOne, SamplingRules::defaultsOnly, SamplingRules::withThinking);

    private SamplingRules() {}

    private static Optional<String> ranges(AnthropicRequest request) {
        for (String name : List.of("temperature", "top_p")) {
            JsonNode value = request.body().path(name);
            if (value.isMissingNode()) {
                continue;
            }
            if (!value.isNumber()) {
                return Optional.of(name + ": Input should be a valid number");
            }
            if (value.asDouble() < 0) {
                return Optional.of(name + ": Input should be greater than or equal to 0");
            }
            if (value.asDouble() > 1) {
                return Optional.of(name + ": Input should be less than or equal to 1");
            }
        }
        return request.body().path("top_k").asInt(0) < 0
                ? Optional.of("top_k: Input should be greater than or equal to 0")
                : Optional.empty();
    }

    private static Optional<String> onlyOne(AnthropicRequest request) {
        return request.body().has("temperature") && request.body().has("top_p")
                ? Optional.of("`temperature` and `top_p` cannot both be specified for this model. Please use only one.")
                : Optional.empty();
    }

    private static Optional<String> defaultsOnly(AnthropicRequest request) {
        if (request.traits().sampling()) {
            return Optional.empty();
        }
        boolean plain = request.body().path("temperature").asDouble(1) == 1
                && request.body().path("top_p").asDouble(1) == 1
                && request.body().path("top_k").asInt(0) == 0;
        return plain
                ? Optional.empty()
                : Optional.of("`temperature`, `top_p` and `top_k` may only be set to their defaults for this model.");
    }

    private static Optional<String> withThinking(AnthropicRequest request) {
        if (!request.body().path("thinking").path("type").asText().equals("enabled")) {
            return Optional.empty();
        }
        if (request.body().path("temperature").asDouble(1) != 1) {
            return Optional.of("`temperature` may only be set to 1 when thinking is enabled.");
        }
        if (request.body().has("top_k")) {
            return Optional.of("`top_k` must be unset when thinking is enabled.");
        }
        return request.body().path("top_p").asDouble(1) < 0.95
                ? Optional.of("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.")
                : Optional.empty();
    }
}
