package org.modelgate.translator.dialect.anthropic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.Message;

/** Rules on the order of turns that the API checks: every call is answered at once, and nothing else is. */
final class TurnRules {
    private TurnRules() {}

    static void check(List<Message> messages) {
        Set<String> asked = Set.of();
        Set<String> everAsked = new HashSet<>();
        boolean assistantBefore = false;
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            switch (message.role()) {
                case SYSTEM -> {
                    // stands between turns without closing one
                }
                case ASSISTANT -> {
                    Set<String> open = assistantBefore ? new LinkedHashSet<>(asked) : new LinkedHashSet<>();
                    for (ContentPart part : message.parts()) {
                        if (part instanceof ContentPart.ToolCall call && !everAsked.add(call.id())) {
                            throw invalid(i, "`tool_use` ids must be unique");
                        }
                        if (part instanceof ContentPart.ToolCall call) {
                            open.add(call.id());
                        }
                    }
                    asked = open;
                    assistantBefore = true;
                }
                case USER -> {
                    asked = answered(i, message, asked, messages);
                    assistantBefore = false;
                }
            }
        }
    }

    /** @return calls that a directly following user message may still answer */
    private static Set<String> answered(int i, Message message, Set<String> asked, List<Message> messages) {
        Set<String> left = new LinkedHashSet<>(asked);
        for (ContentPart part : message.parts()) {
            if (part instanceof ContentPart.ToolResult result && !left.remove(result.callId())) {
                throw invalid(i, "unexpected `tool_use_id` found in `tool_result` blocks: " + result.callId());
            }
        }
        boolean moreUser = i + 1 < messages.size() && messages.get(i + 1).role() == Message.Role.USER;
        if (!left.isEmpty() && !moreUser) {
            throw invalid(
                    i,
                    "`tool_use` ids were found without `tool_result` blocks immediately after: "
                            + String.join(", ", left));
        }
        return left;
    }

    private static RuntimeException invalid(int index, String problem) {
        return GatewayError.invalid("messages." + index, problem).asException();
    }

    /** Results before everything else of a user message, both in their own order. */
    static List<ContentPart> resultsFirst(List<ContentPart> parts) {
        List<ContentPart> ordered = new ArrayList<>(parts.size());
        parts.stream().filter(ContentPart.ToolResult.class::isInstance).forEach(ordered::add);
        parts.stream().filter(p -> !(p instanceof ContentPart.ToolResult)).forEach(ordered::add);
        return ordered;
    }
}
