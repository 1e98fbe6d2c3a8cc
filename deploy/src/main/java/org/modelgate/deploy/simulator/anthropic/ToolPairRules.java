package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls and their results have to stand side by side. */
final class ToolPairRules {

    static final List<Rule> ALL = List.of(ToolPairRules::pairs);

    private ToolPairRules() {}

    /** Messages of one role in a row are one turn to the API; it is named by its first message. */
    private record Turn(int message, String role, List<JsonNode> blocks) {

        List<String> callIds() {
            return ids("tool_use", "id");
        }

        List<String> resultIds() {
            return ids("tool_result", "tool_use_id");
        }

        /** Results that no other block stands before. */
        List<String> leadingResultIds() {
            return blocks.stream()
                    .takeWhile(block -> AnthropicRequest.type(block).equals("tool_result"))
                    .map(block -> block.path("tool_use_id").asText())
                    .toList();
        }

        private List<String> ids(String type, String field) {
            return blocks.stream()
                    .filter(block -> AnthropicRequest.type(block).equals(type))
                    .map(block -> block.path(field).asText())
                    .toList();
        }
    }

    private static List<Turn> turns(AnthropicRequest request) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < request.messages().size(); i++) {
            String role = request.role(i);
            if (role.equals("system")) {
                continue;
            }
            if (turns.isEmpty() || !turns.getLast().role().equals(role)) {
                turns.add(new Turn(i, role, new ArrayList<>()));
            }
            turns.getLast().blocks().addAll(request.blocks(i));
        }
        return turns;
    }

    private static Optional<String> pairs(AnthropicRequest request) {
        Turn before = new Turn(0, "", List.of());
        for (Turn turn : turns(request)) {
            Optional<String> fault = pair(before, turn);
            if (fault.isPresent()) {
                return fault;
            }
            before = turn;
        }
        return unanswered(before, List.of());
    }

    private static Optional<String> pair(Turn before, Turn turn) {
        Optional<String> unanswered = unanswered(before, turn.leadingResultIds());
        if (unanswered.isPresent()) {
            return unanswered;
        }
        Set<String> seen = new HashSet<>();
        for (String id : turn.resultIds()) {
            if (!before.callIds().contains(id)) {
                return Optional.of(
                        "messages." + turn.message()
                                + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                                + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
            }
            if (!seen.add(id)) {
                return Optional.of("messages." + turn.message()
                        + ": each tool_use must have a single result. Found multiple `tool_result` blocks with id: "
                        + id);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unanswered(Turn turn, List<String> results) {
        List<String> open =
                turn.callIds().stream().filter(id -> !results.contains(id)).toList();
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of("messages." + turn.message()
                        + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                        + String.join(", ", open)
                        + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
    }
}
