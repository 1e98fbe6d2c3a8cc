package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.CustomTools;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.PartMarks;

/**
 * The messages of a chat request. System messages in front become the system prompt, later ones keep their place. Calls and
 * results are paired as the API does it.
 */
final class ConversationReader {
    private final At root;
    private final List<ContentPart.Text> system = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<ContentPart> results = new ArrayList<>();

    /** Ids of calls that wait for their result, and the tool's name. */
    private final Map<String, String> unanswered = new LinkedHashMap<>();

    private @Nullable At callsAt;

    /** @param root the array */
    ConversationReader(At root) {
        this.root = root;
    }

    void read() {
        List<At> items = root.items();
        if (items.isEmpty()) {
            throw root.invalid(root.present() ? "must not be empty" : "is required");
        }
        for (int i = 0; i < items.size(); i++) {
            message(items.get(i).object(), i);
        }
        closeResults();
    }

    List<ContentPart.Text> system() {
        return system;
    }

    List<Message> messages() {
        return messages;
    }

    private void message(At message, int index) {
        String role = message.get("role").string();
        if (!role.equals("tool") && !role.equals("function")) {
            closeResults();
        }
        switch (role) {
            case "system", "developer" -> system(message);
            case "user" -> add(Message.Role.USER, required(message));
            case "assistant" -> assistant(message, index);
            case "tool" -> toolResult(message);
            case "function" -> functionResult(message);
            default ->
                throw message.get("role").invalid("must be one of developer, system, user, assistant, tool, function");
        }
    }

    private void system(At message) {
        List<ContentPart.Text> texts = new ArrayList<>();
        for (ContentPart part : required(message)) {
            if (!(part instanceof ContentPart.Text text)) {
                throw message.get("content").invalid("may hold text only");
            }
            texts.add(text);
        }
        if (messages.isEmpty()) {
            system.addAll(texts);
        } else {
            messages.add(new Message(Message.Role.SYSTEM, List.copyOf(texts)));
        }
    }

    private static List<ContentPart> required(At message) {
        At content = message.get("content");
        if (!content.present()) {
            throw content.invalid("is required");
        }
        return marked(message, PartReader.parts(content));
    }

    /** A mark on the message itself stands for one on its last part. */
    private static List<ContentPart> marked(At message, List<ContentPart> parts) {
        ContentPart.CacheMark mark = PartMarks.of(message);
        if (mark == null || parts.isEmpty()) {
            return parts;
        }
        List<ContentPart> marked = new ArrayList<>(parts);
        if (marked.removeLast() instanceof ContentPart.Text text) {
            marked.add(new ContentPart.Text(text.text(), mark, null));
            return marked;
        }
        return parts;
    }

    private void assistant(At message, int index) {
        if (message.get("audio").present()) {
            throw message.get("audio").invalid("audio of another provider can't be used with this model");
        }
        List<ContentPart> parts = new ArrayList<>(ReasoningParts.read(message.node()));
        parts.addAll(marked(message, PartReader.parts(message.get("content"))));
        String refusal = message.get("refusal").stringOrNull();
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new ContentPart.Refusal(refusal));
        }
        List<At> calls = message.get("tool_calls").items();
        for (At call : calls) {
            call(call, call.get("id").name(), parts);
        }
        At functionCall = message.get("function_call");
        if (functionCall.present()) {
            addCall("call_fn_" + index, functionCall.object(), "arguments", parts);
        }
        if (parts.isEmpty() && !message.get("content").present()) {
            throw message.get("content").invalid("is required where there are no tool calls");
        }
        callsAt = message;
        add(Message.Role.ASSISTANT, parts);
    }

    private void call(At call, String id, List<ContentPart> parts) {
        boolean custom = call.object().get("custom").present();
        if (custom) {
            At own = call.get("custom").object();
            String input = CustomTools.arguments(own.get("input").string());
            parts.add(new ContentPart.ToolCall(id, own.get("name").name(), input, null));
            wait(call.get("id"), id, own.get("name").name());
        } else {
            addCall(id, call.get("function").object(), "arguments", parts);
        }
    }

    private void addCall(String id, At function, String field, List<ContentPart> parts) {
        String name = function.get("name").name();
        JsonNode arguments = function.get(field).node();
        String text = arguments.isObject()
                ? arguments.toString()
                : function.get(field).present() ? function.get(field).string() : "";
        parts.add(new ContentPart.ToolCall(id, name, text, null));
        wait(function, id, name);
    }

    private void wait(At at, String id, String name) {
        if (unanswered.put(id, name) != null) {
            throw at.invalid("the id of this call is used twice");
        }
    }

    private void toolResult(At message) {
        At id = message.get("tool_call_id");
        if (unanswered.remove(id.string()) == null) {
            throw id.invalid("answers no tool call of the message before");
        }
        result(message, id.string());
    }

    private void functionResult(At message) {
        String name = message.get("name").name();
        String id = unanswered.entrySet().stream()
                .filter(call -> call.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> message.get("name").invalid("answers no function call of the message before"));
        unanswered.remove(id);
        result(message, id);
    }

    private void result(At message, String id) {
        List<ContentPart> parts = PartReader.parts(message.get("content"));
        ContentPart.CacheMark mark = PartMarks.last(parts, PartMarks.of(message));
        results.add(new ContentPart.ToolResult(id, PartMarks.unmarked(parts), false, mark));
    }

    /** All results of one turn are one user message. */
    private void closeResults() {
        if (!results.isEmpty()) {
            messages.add(new Message(Message.Role.USER, results));
            results.clear();
        }
        if (!unanswered.isEmpty() && callsAt != null) {
            throw callsAt.invalid("an assistant message with 'tool_calls' must be followed by tool messages "
                    + "responding to each 'tool_call_id'; missing: " + String.join(", ", unanswered.keySet()));
        }
    }

    private void add(Message.Role role, List<ContentPart> parts) {
        messages.add(new Message(role, parts));
    }
}
