package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** The {@code thinking} parameter. */
final class ThinkingRules {

    private static final int BUDGET_MIN = 1024;

    static final List<Rule> ALL = List.of(ThinkingRules::shape, ThinkingRules::budget, ThinkingRules::startsTurn);

    private ThinkingRules() {}

    private static Optional<String> shape(AnthropicRequest request) {
        JsonNode thinking = request.body().path("thinking");
        if (thinking.isMissingNode()) {
            return Optional.empty();
        }
        Optional<String> type = FieldRules.oneOf(
                "thinking.type", thinking.path("type"), "adaptive", "enabled", "disabled", "between_tools");
        if (type.isPresent() || !thinking.has("type")) {
            return type.isPresent() ? type : Optional.of("thinking.type: Field required");
        }
        String wanted = AnthropicRequest.type(thinking);
        if (!request.traits().thinkingTypes().contains(wanted)) {
            return Optional.of("\"thinking.type." + wanted + "\" is not supported for this model.");
        }
        return FieldRules.oneOf(
                "thinking." + wanted + ".display", thinking.path("display"), "summarized", "omitted", "updates");
    }

    private static Optional<String> budget(AnthropicRequest request) {
        JsonNode thinking = request.body().path("thinking");
        if (!AnthropicRequest.type(thinking).equals("enabled")) {
            return thinking.has("budget_tokens")
                    ? Optional.of(FieldRules.extra("thinking." + AnthropicRequest.type(thinking) + ".budget_tokens"))
                    : Optional.empty();
        }
        if (!thinking.has("budget_tokens")) {
            return Optional.of("thinking.enabled.budget_tokens: Field required");
        }
        int budget = thinking.path("budget_tokens").asInt();
        if (budget < BUDGET_MIN) {
            return Optional.of(
                    "thinking.enabled.budget_tokens: Input should be greater than or equal to " + BUDGET_MIN);
        }
        return !request.counting()
                        && budget >= request.body().path("max_tokens").asInt()
                ? Optional.of("`max_tokens` must be greater than `thinking.budget_tokens`")
                : Optional.empty();
    }

    /** With a thinking budget, the turn that a tool result answers has to begin with its thinking. */
    private static Optional<String> startsTurn(AnthropicRequest request) {
        if (!request.body().path("thinking").path("type").asText().equals("enabled")) {
            return Optional.empty();
        }
        for (int i = request.messages().size() - 1; i >= 0; i--) {
            if (!request.role(i).equals("assistant")) {
                continue;
            }
            List<JsonNode> blocks = request.blocks(i);
            boolean calls =
                    blocks.stream().anyMatch(b -> AnthropicRequest.type(b).equals("tool_use"));
            String first = blocks.isEmpty() ? "" : AnthropicRequest.type(blocks.getFirst());
            return calls && !first.endsWith("thinking")
                    ? Optional.of("messages." + i
                            + ".content.0.type: Expected `thinking` or `redacted_thinking`, but found `"
                            + first + "`. When `thinking` is enabled, a final `assistant` message must start with a "
                            + "thinking block.")
                    : Optional.empty();
        }
        return Optional.empty();
    }
}
