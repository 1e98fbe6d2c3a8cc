package org.modelgate.translator.dialect.openairesponses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.At;

/**
 * Groups items to turns (translation table, section 5): what the model made in a row is one assistant message, and the results of
 * its calls are the user message behind it, wherever they stand in the request.
 */
final class Turns {
    private final Warnings warnings;
    private final List<Message> messages = new ArrayList<>();
    private final Map<String, ContentPart.ToolResult> results = new HashMap<>();
    private final Set<String> calls = new HashSet<>();
    private final List<ContentPart> open = new ArrayList<>();
    private final Set<String> openCalls = new LinkedHashSet<>();

    Turns(Warnings warnings) {
        this.warnings = warnings;
    }

    /** Announces a call that stands anywhere in the request. */
    void expectCall(At id) {
        if (!calls.add(id.name())) {
            throw id.invalid("the id of this call is used twice");
        }
    }

    /** Announces a result that stands anywhere in the request. */
    void expect(ContentPart.ToolResult result) {
        if (results.putIfAbsent(result.callId(), result) != null) {
            warnings.add("input", "second-result-dropped");
        }
    }

    /** Whether nothing has been said yet. */
    boolean none() {
        return messages.isEmpty() && open.isEmpty();
    }

    /** What the model made. */
    void answered(List<ContentPart> parts) {
        open.addAll(parts);
    }

    void call(String id, String name, String arguments) {
        openCalls.add(id);
        open.add(new ContentPart.ToolCall(id, name, arguments, null));
    }

    /** What user or system said. */
    void said(Message.Role role, List<ContentPart> parts) {
        close();
        messages.add(new Message(role, parts));
    }

    /** The place where an announced result stands; it ends the model's turn. */
    void result(String callId) {
        close();
        if (calls.contains(callId)) {
            return;
        }
        warnings.add("input", "result-without-call");
        ContentPart.ToolResult result = results.remove(callId);
        if (result != null && !result.content().isEmpty()) {
            messages.add(new Message(Message.Role.USER, result.content()));
        }
    }

    /** All turns; to be called when every item is in. */
    List<Message> messages() {
        close();
        return messages;
    }

    private void close() {
        if (open.isEmpty()) {
            return;
        }
        messages.add(new Message(Message.Role.ASSISTANT, open));
        open.clear();
        List<ContentPart> answers = new ArrayList<>();
        for (String id : openCalls) {
            ContentPart.ToolResult result = results.get(id);
            if (result == null) {
                warnings.add("input", "call-without-result");
                result =
                        new ContentPart.ToolResult(id, List.of(ContentPart.Text.of("no result was given")), true, null);
            }
            answers.add(result);
        }
        openCalls.clear();
        if (!answers.isEmpty()) {
            messages.add(new Message(Message.Role.USER, answers));
        }
    }
}
