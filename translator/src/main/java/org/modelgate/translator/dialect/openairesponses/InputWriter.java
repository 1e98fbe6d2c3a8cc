package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.CustomTools;
import org.modelgate.translator.McpServer;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.Breakpoints;
import org.modelgate.translator.openai.ChatTarget;
import org.modelgate.translator.openai.FlatParts;

/** The conversation as instructions and items (translation table, sections 2, 3, 5 and 6.3). */
final class InputWriter {
    private static final String TOOL_ERROR = "[tool error]";
    private static final String COMMENTARY = "commentary";
    private static final String ANSWER = "final_answer";
    private static final int CALL_ID_MAX = 64;

    private final InferenceRequest request;
    private final TargetContext context;
    private final Warnings warnings;
    private final FlatParts flat;
    private final PartWriter parts;
    private final List<ContentPart.Text> system;
    private final boolean marked;
    private final boolean phases;
    private final Set<String> customTools;
    private final ServerCalls serverCalls;
    private final Set<String> customCalls = new HashSet<>();

    InputWriter(InferenceRequest request, TargetContext context, ChatTarget target, Warnings warnings) {
        this.request = request;
        this.context = context;
        this.warnings = warnings;
        this.flat = new FlatParts(true, warnings);
        this.parts =
                new PartWriter(new Breakpoints(target.breakpoints(), explicit(request), request), target.breakpoints());
        this.system =
                request.system().stream().filter(text -> !text.text().isBlank()).toList();
        this.marked = target.breakpoints() && system.stream().anyMatch(text -> text.cache() != null);
        this.phases = target.knowsPhases();
        this.customTools = CustomTools.names(request.tools());
        this.serverCalls = new ServerCalls(McpServer.of(request.tools()));
    }

    private static boolean explicit(InferenceRequest request) {
        return request.extras().getOrDefault("prompt_cache_options", "").contains("\"explicit\"");
    }

    /** The first system text, unless a mark asks for parts. */
    void instructions(JsonGenerator g) throws IOException {
        if (!system.isEmpty() && !marked) {
            g.writeStringField(
                    "instructions", SurrogateGuard.repair(system.getFirst().text()));
        }
    }

    void write(JsonGenerator g) throws IOException {
        g.writeArrayFieldStart("input");
        if (marked) {
            message(g, "developer", List.copyOf(system));
        } else {
            for (ContentPart.Text text : system.subList(Math.min(1, system.size()), system.size())) {
                message(g, "developer", List.of(text));
            }
        }
        for (Message turn : request.messages()) {
            switch (turn.role()) {
                case SYSTEM -> message(g, "developer", flat.of(turn.parts()));
                case USER -> user(g, turn.parts());
                case ASSISTANT -> assistant(g, turn.parts());
            }
        }
        g.writeEndArray();
    }

    private void message(JsonGenerator g, String role, List<ContentPart> content) throws IOException {
        if (content.isEmpty()) {
            return;
        }
        g.writeStartObject();
        g.writeStringField("type", "message");
        g.writeStringField("role", role);
        g.writeArrayFieldStart("content");
        for (ContentPart part : content) {
            parts.input(g, part);
        }
        g.writeEndArray();
        g.writeEndObject();
    }

    private void user(JsonGenerator g, List<ContentPart> all) throws IOException {
        List<ContentPart> said = new ArrayList<>();
        for (ContentPart part : all) {
            if (part instanceof ContentPart.ToolResult result) {
                result(g, result);
            } else {
                said.add(part);
            }
        }
        message(g, "user", flat.of(said));
    }

    private void result(JsonGenerator g, ContentPart.ToolResult result) throws IOException {
        boolean custom = customCalls.contains(result.callId());
        g.writeStartObject();
        g.writeStringField("type", custom ? "custom_tool_call_output" : "function_call_output");
        g.writeStringField("call_id", ToolNames.callId(result.callId(), CALL_ID_MAX));
        g.writeFieldName("output");
        List<ContentPart> content = new ArrayList<>(flat.of(result.content()));
        boolean texts = content.stream().allMatch(ContentPart.Text.class::isInstance);
        if (texts && !parts.writesMark(result.cache())) {
            g.writeString(SurrogateGuard.repair(text(content, result.error())));
        } else {
            if (result.error()) {
                content.addFirst(ContentPart.Text.of(TOOL_ERROR));
            }
            parts.output(g, content, result.cache());
        }
        g.writeEndObject();
    }

    private static String text(List<ContentPart> texts, boolean error) {
        List<String> lines = new ArrayList<>();
        texts.forEach(part -> lines.add(((ContentPart.Text) part).text()));
        String text = String.join("\n", lines);
        if (!error) {
            return text;
        }
        return text.isEmpty() ? TOOL_ERROR : TOOL_ERROR + " " + text;
    }

    /** Parts become items in their order. Reasoning goes out only in front of what it led to, or the API refuses it. */
    private void assistant(JsonGenerator g, List<ContentPart> all) throws IOException {
        List<ReasoningItem> reasoning = new ArrayList<>();
        List<ContentPart> said = new ArrayList<>();
        long calls = all.stream().filter(ContentPart.ToolCall.class::isInstance).count();
        for (ContentPart part : all) {
            switch (part) {
                case ContentPart.Text text -> said.add(text);
                case ContentPart.Refusal refusal -> said.add(refusal);
                case ContentPart.ToolCall call -> {
                    spoken(g, reasoning, said, COMMENTARY);
                    replay(g, reasoning);
                    call(g, call);
                    calls--;
                }
                case ContentPart.Thinking thinking -> {
                    spoken(g, reasoning, said, calls > 0 ? COMMENTARY : ANSWER);
                    ReasoningItems.own(thinking.signature(), context).ifPresent(reasoning::add);
                }
                case ContentPart.RedactedThinking redacted -> {
                    spoken(g, reasoning, said, calls > 0 ? COMMENTARY : ANSWER);
                    ReasoningItems.own(redacted.data(), context).ifPresent(reasoning::add);
                }
                case ContentPart.Opaque own -> {
                    ObjectNode item = serverCalls.item(own, all);
                    if (item != null) {
                        spoken(g, reasoning, said, COMMENTARY);
                        replay(g, reasoning);
                        g.writeRawValue(item.toString());
                    } else if (!serverCalls.isAnswer(own, all)) {
                        warnings.add("messages." + own.type(), "unsupported");
                    }
                }
                case ContentPart.Image ignored -> warnings.add("messages.image", "unsupported");
                case ContentPart.Document ignored -> warnings.add("messages.document", "unsupported");
                case ContentPart.Audio ignored -> warnings.add("messages.audio", "unsupported");
                case ContentPart.SearchResult ignored -> warnings.add("messages.search_result", "unsupported");
                case ContentPart.ToolResult ignored -> warnings.add("messages.tool_result", "unsupported");
            }
        }
        spoken(g, reasoning, said, ANSWER);
    }

    private static void replay(JsonGenerator g, List<ReasoningItem> reasoning) throws IOException {
        for (ReasoningItem item : reasoning) {
            g.writeRawValue(item.payload());
        }
        reasoning.clear();
    }

    /** Texts in a row are one message. Its phase is that of its place: other dialects have none. */
    private void spoken(JsonGenerator g, List<ReasoningItem> reasoning, List<ContentPart> said, String phase)
            throws IOException {
        said.removeIf(
                part -> part instanceof ContentPart.Text text && text.text().isEmpty());
        if (said.isEmpty()) {
            return;
        }
        replay(g, reasoning);
        g.writeStartObject();
        g.writeStringField("type", "message");
        g.writeStringField("role", "assistant");
        if (phases) {
            g.writeStringField("phase", phase);
        }
        g.writeArrayFieldStart("content");
        for (ContentPart part : said) {
            boolean refusal = part instanceof ContentPart.Refusal;
            g.writeStartObject();
            g.writeStringField("type", refusal ? "refusal" : "output_text");
            g.writeStringField(refusal ? "refusal" : "text", SurrogateGuard.repair(words(part)));
            g.writeEndObject();
        }
        g.writeEndArray();
        g.writeEndObject();
        said.clear();
    }

    private static String words(ContentPart part) {
        if (part instanceof ContentPart.Refusal refusal) {
            return refusal.text();
        }
        return part instanceof ContentPart.Text text ? text.text() : "";
    }

    /** Without an item id: a foreign one would be looked up, and an own one asks for its reasoning. */
    private void call(JsonGenerator g, ContentPart.ToolCall call) throws IOException {
        boolean custom = customTools.contains(call.name());
        if (custom) {
            customCalls.add(call.id());
        }
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        g.writeStartObject();
        g.writeStringField("type", custom ? "custom_tool_call" : "function_call");
        g.writeStringField("call_id", ToolNames.callId(call.id(), CALL_ID_MAX));
        g.writeStringField("name", ToolNames.fit(call.name(), ToolNames.OPENAI_MAX));
        g.writeStringField(
                custom ? "input" : "arguments",
                SurrogateGuard.repair(custom ? CustomTools.input(arguments) : arguments));
        g.writeEndObject();
    }
}
