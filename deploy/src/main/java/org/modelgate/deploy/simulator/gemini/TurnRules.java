package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns of function calls and the turns that answer them. */
final class TurnRules {

    static final List<GeminiRule> ALL = List.of(TurnRules::calls, TurnRules::responses);

    private TurnRules() {}

    private static Optional<String> calls(GeminiRequest request) {
        JsonNode contents = request.contents();
        for (int i = 0; i < contents.size(); i++) {
            List<JsonNode> calls = GeminiRequest.parts(contents.path(i), "functionCall");
            if (calls.isEmpty()) {
                continue;
            }
            if (i == 0 || GeminiRequest.isModels(contents.path(i - 1)) || !GeminiRequest.isModels(contents.path(i))) {
                return Optional.of(
                        "Please ensure that function call turn comes immediately after a user turn or after a "
                                + "function response turn.");
            }
            List<JsonNode> responses = GeminiRequest.parts(contents.path(i + 1), "functionResponse");
            if (responses.size() != calls.size()) {
                return Optional.of("Please ensure that the number of function response parts is equal to the number of "
                        + "function call parts of the function call turn.");
            }
            Optional<String> stray = stray(calls, responses);
            if (stray.isPresent()) {
                return stray;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> stray(List<JsonNode> calls, List<JsonNode> responses) {
        List<JsonNode> open = new ArrayList<>();
        calls.forEach(call -> open.add(call.path("functionCall")));
        for (JsonNode part : responses) {
            JsonNode response = part.path("functionResponse");
            Optional<JsonNode> answered =
                    open.stream().filter(call -> answers(response, call)).findFirst();
            if (answered.isEmpty()) {
                return Optional.of("simulator: the function response \""
                        + response.path("name").asText() + "\" answers no function call of the turn before.");
            }
            open.remove(answered.get());
        }
        return Optional.empty();
    }

    private static boolean answers(JsonNode response, JsonNode call) {
        boolean sameId = !response.hasNonNull("id") || response.path("id").equals(call.path("id"));
        return sameId && response.path("name").equals(call.path("name"));
    }

    private static Optional<String> responses(GeminiRequest request) {
        JsonNode contents = request.contents();
        for (int i = 0; i < contents.size(); i++) {
            boolean answers =
                    !GeminiRequest.parts(contents.path(i), "functionResponse").isEmpty();
            if (answers
                    && (i == 0
                            || GeminiRequest.parts(contents.path(i - 1), "functionCall")
                                    .isEmpty())) {
                return Optional.of(
                        "Please ensure that function response turn comes immediately after a function call turn.");
            }
        }
        return Optional.empty();
    }
}
