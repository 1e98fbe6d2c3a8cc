package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.CustomTools;
import org.modelgate.translator.Instructions;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.Breakpoints;
import org.modelgate.translator.openai.ChatTarget;
import org.modelgate.translator.openai.FlatParts;

/** The conversation as chat messages (translation table, sections 2, 3 and 5). */
final class ConversationWriter {
    private static final String TOOL_ERROR = "[tool error]";
    private static final int CALL_ID_MAX = 40;

    private final InferenceRequest request;
    private final ChatTarget target;
    private final Warnings warnings;
    private final Breakpoints breakpoints;
    private final PartWriter parts;
    private final FlatParts flat;
    private final ReasoningReplay reasoning;
    private final Set<String> customTools;

    ConversationWriter(InferenceRequest request, TargetContext context, ChatTarget target, Warnings warnings) {
        this.request = request;
        this.target = target;
        this.warnings = warnings;
        this.breakpoints = new Breakpoints(target.breakpoints(), request);
        this.flat = new FlatParts(false, warnings);
        this.parts = new PartWriter(target, breakpoints);
        this.reasoning = new ReasoningReplay(context, target);
        this.customTools = target.isOpenAi() ? CustomTools.names(request.tools()) : Set.of();
    }

    void write(JsonGenerator g) throws IOException {
        g.writeArrayFieldStart("messages");
        system(g, Instructions.withJson(request));
        List<Message> turns = merged(request.messages());
        for (Message turn : turns) {
            switch (turn.role()) {
                case SYSTEM -> system(g, texts(turn.parts()));
                case USER -> user(g, turn.parts());
                case ASSISTANT -> assistant(g, turn.parts());
            }
        }
        g.writeEndArray();
    }

    /** User turns in a row become one: results must stand together, before what else the user says. */
    private static List<Message> merged(List<Message> messages) {
        List<Message> turns = new ArrayList<>();
        for (Message message : messages) {
            Message last = turns.isEmpty() ? null : turns.getLast();
            if (last != null && joins(last, message)) {
                List<ContentPart> both = new ArrayList<>(last.parts());
                both.addAll(message.parts());
                turns.set(turns.size() - 1, new Message(Message.Role.USER, both));
            } else {
                turns.add(message);
            }
        }
        return turns;
    }

    private static boolean joins(Message last, Message message) {
        return last.role() == Message.Role.USER
                && message.role() == Message.Role.USER
                && (hasResults(last) || hasResults(message));
    }

    private static boolean hasResults(Message message) {
        return message.parts().stream().anyMatch(ContentPart.ToolResult.class::isInstance);
    }

    private static List<ContentPart.Text> texts(List<ContentPart> parts) {
        List<ContentPart.Text> texts = new ArrayList<>();
        for (ContentPart part : parts) {
            if (part instanceof ContentPart.Text text) {
                texts.add(text);
            }
        }
        return texts;
    }

    private void system(JsonGenerator g, List<ContentPart.Text> all) throws IOException {
        List<ContentPart.Text> texts =
                all.stream().filter(text -> !text.text().isBlank()).toList();
        if (texts.isEmpty()) {
            return;
        }
        g.writeStartObject();
        g.writeStringField("role", target.isOpenAi() && target.reasons() ? "developer" : "system");
        g.writeFieldName("content");
        boolean marked = target.breakpoints() && texts.stream().anyMatch(text -> text.cache() != null);
        if (marked) {
            g.writeStartArray();
            for (ContentPart.Text text : texts) {
                parts.text(g, text.text(), text.cache());
            }
            g.writeEndArray();
        } else {
            g.writeString(String.join(
                    "\n\n", texts.stream().map(ContentPart.Text::text).toList()));
        }
        g.writeEndObject();
    }

    private void user(JsonGenerator g, List<ContentPart> all) throws IOException {
        List<ContentPart> said = new ArrayList<>();
        for (ContentPart part : all) {
            if (part instanceof ContentPart.ToolResult result) {
                result(g, result, said);
            }
        }
        all.stream().filter(part -> !(part instanceof ContentPart.ToolResult)).forEach(said::add);
        List<ContentPart> sendable = flat.of(said);
        if (!sendable.isEmpty()) {
            g.writeStartObject();
            g.writeStringField("role", "user");
            g.writeFieldName("content");
            parts.content(g, sendable);
            g.writeEndObject();
        }
    }

    /** Tool messages hold text only, so everything else of a result goes to the user message behind them. */
    private void result(JsonGenerator g, ContentPart.ToolResult result, List<ContentPart> lifted) throws IOException {
        String id = callId(result.callId());
        List<String> texts = new ArrayList<>();
        boolean announced = false;
        for (ContentPart part : flat.of(result.content())) {
            if (part instanceof ContentPart.Text text) {
                texts.add(text.text());
            } else {
                if (!announced) {
                    announced = true;
                    String kind = part instanceof ContentPart.Image ? "Image" : "File";
                    lifted.add(ContentPart.Text.of(kind + " from tool call " + id + ":"));
                }
                lifted.add(part);
            }
        }
        String text = String.join("\n", texts);
        if (result.error()) {
            text = text.isEmpty() ? TOOL_ERROR : TOOL_ERROR + " " + text;
        }
        g.writeStartObject();
        g.writeStringField("role", "tool");
        g.writeStringField("tool_call_id", id);
        g.writeFieldName("content");
        if (target.breakpoints() && result.cache() != null && !text.isEmpty()) {
            g.writeStartArray();
            parts.text(g, text, result.cache());
            g.writeEndArray();
        } else {
            g.writeString(text);
        }
        g.writeEndObject();
    }

    private void assistant(JsonGenerator g, List<ContentPart> all) throws IOException {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<ContentPart.ToolCall> calls = new ArrayList<>();
        for (ContentPart part : all) {
            switch (part) {
                case ContentPart.Text said -> text.append(said.text());
                case ContentPart.Refusal refused -> refusal.append(refused.text());
                case ContentPart.ToolCall call -> calls.add(call);
                case ContentPart.Opaque own -> warnings.add("messages." + own.type(), "unsupported");
                case ContentPart.Thinking ignored -> {
                    // Below, by what the target does with it.
                }
                case ContentPart.RedactedThinking ignored -> {
                    // As above.
                }
                case ContentPart.Image ignored -> warnings.add("messages.image", "unsupported");
                case ContentPart.Document ignored -> warnings.add("messages.document", "unsupported");
                case ContentPart.Audio ignored -> warnings.add("messages.audio", "unsupported");
                case ContentPart.SearchResult ignored -> warnings.add("messages.search_result", "unsupported");
                case ContentPart.ToolResult ignored -> warnings.add("messages.tool_result", "unsupported");
            }
        }
        if (text.isEmpty() && refusal.isEmpty() && calls.isEmpty()) {
            return;
        }
        g.writeStartObject();
        g.writeStringField("role", "assistant");
        if (!text.isEmpty() || calls.isEmpty()) {
            g.writeStringField("content", text.isEmpty() ? null : text.toString());
        }
        if (!refusal.isEmpty()) {
            g.writeStringField("refusal", refusal.toString());
        }
        reasoning.write(g, all, !calls.isEmpty());
        calls(g, calls);
        g.writeEndObject();
    }

    private void calls(JsonGenerator g, List<ContentPart.ToolCall> calls) throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        g.writeArrayFieldStart("tool_calls");
        for (ContentPart.ToolCall call : calls) {
            boolean custom = customTools.contains(call.name());
            String kind = custom ? "custom" : "function";
            String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
            g.writeStartObject();
            g.writeStringField("id", callId(call.id()));
            g.writeStringField("type", kind);
            g.writeObjectFieldStart(kind);
            g.writeStringField("name", ToolNames.fit(call.name(), ToolNames.OPENAI_MAX));
            g.writeStringField(custom ? "input" : "arguments", custom ? CustomTools.input(arguments) : arguments);
            g.writeEndObject();
            g.writeEndObject();
        }
        g.writeEndArray();
    }

    private String callId(String id) {
        if (target.maker() != ChatTarget.Maker.MISTRAL) {
            return ToolNames.callId(id, CALL_ID_MAX);
        }
        return CallIds.nineAlphanumeric(id);
    }
}
