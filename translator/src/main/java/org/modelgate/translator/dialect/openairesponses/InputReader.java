package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.CustomTools;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.Efforts;

/**
 * The items of a request (wire notes, section 3). Instructions and system messages in front become the system prompt, later ones
 * keep their place; items that bring tools or settings are handed on.
 */
final class InputReader {
    /** Items of OpenAI's own tools, which only its models understand. */
    private static final Set<String> OWN = Set.of(
            "web_search_call",
            "file_search_call",
            "code_interpreter_call",
            "image_generation_call",
            "computer_call",
            "computer_call_output",
            "local_shell_call",
            "local_shell_call_output",
            "shell_call",
            "shell_call_output",
            "apply_patch_call",
            "apply_patch_call_output",
            "mcp_list_tools",
            "mcp_call",
            "mcp_approval_request",
            "mcp_approval_response",
            "program",
            "program_output",
            "tool_search_call");

    private final Warnings warnings;
    private final ToolReader tools;
    private final Turns turns;
    private final List<ContentPart.Text> system = new ArrayList<>();
    private @Nullable String effort;
    private At format = new At(MissingNode.getInstance(), "");

    /** @param tools gets what items add */
    InputReader(ToolReader tools, Warnings warnings) {
        this.warnings = warnings;
        this.tools = tools;
        this.turns = new Turns(warnings);
    }

    void read(@Nullable String instructions, At input) {
        if (instructions != null && !instructions.isBlank()) {
            system.add(ContentPart.Text.of(instructions));
        }
        if (input.node().isTextual()) {
            turns.said(Message.Role.USER, List.of(ContentPart.Text.of(input.string())));
            return;
        }
        List<At> items = input.items();
        if (items.isEmpty()) {
            throw input.invalid(input.present() ? "must not be empty" : "is required");
        }
        items.forEach(this::expect);
        items.forEach(this::item);
    }

    private void expect(At item) {
        switch (item.object().get("type").node().asText()) {
            case "function_call", "custom_tool_call" -> turns.expectCall(item.get("call_id"));
            case "function_call_output", "custom_tool_call_output" -> turns.expect(result(item));
            default -> {
                // needs no partner
            }
        }
    }

    List<ContentPart.Text> system() {
        return system;
    }

    List<Message> messages() {
        return turns.messages();
    }

    /** The effort that the last item with one sets, if any does. */
    @Nullable String effort() {
        return effort;
    }

    /** The answer's format that the last item with one sets; absent if none does. */
    At format() {
        return format;
    }

    private void item(At item) {
        String type = item.get("type").stringOrNull();
        switch (type == null ? "message" : type) {
            case "message" -> message(item);
            case "reasoning" -> turns.answered(ReasoningItems.read(item));
            case "function_call" -> call(item, arguments(item.get("arguments")));
            case "custom_tool_call" ->
                call(item, CustomTools.arguments(item.get("input").string()));
            case "function_call_output", "custom_tool_call_output" ->
                turns.result(item.get("call_id").name());
            case "additional_tools" -> tools.add(item.get("tools"));
            case "tool_search_output" -> {
                tools.load(item.get("tools"));
                own(item, "tool_search_output");
            }
            case "configuration_update" -> configure(item);
            case "item_reference" -> reference(item);
            case "compaction", "compaction_trigger" ->
                throw item.get("type").invalid("'" + type + "' is bound to another provider");
            default -> {
                if (type == null || !OWN.contains(type)) {
                    throw item.get("type").invalid("unknown item type '" + type + "'");
                }
                own(item, type);
            }
        }
    }

    private void own(At item, String type) {
        turns.answered(List.of(new ContentPart.Opaque(
                DialectId.OPENAI_RESPONSES, type, item.node().toString())));
    }

    private void configure(At item) {
        String update = item.get("reasoning").get("effort").oneOfOrNull(Efforts.SCALE);
        effort = update == null ? effort : update;
        At shape = item.get("text").get("format");
        format = shape.present() ? shape : format;
    }

    private void message(At item) {
        if (item.get("id").present() && !item.get("role").present()) {
            reference(item);
            return;
        }
        List<ContentPart> parts = PartReader.parts(item.get("content"));
        switch (item.get("role").string()) {
            case "user" -> turns.said(Message.Role.USER, parts);
            case "assistant" -> turns.answered(spoken(parts));
            case "system", "developer" -> system(item, parts);
            default -> throw item.get("role").invalid("must be one of user, assistant, system, developer");
        }
    }

    private void reference(At item) {
        if (!ResponsesBodyPass.isReasoning(item.get("id").node().asText())) {
            throw item.invalid("item_reference " + ResponsesBodyPass.NOTHING_STORED);
        }
        warnings.add(item.path(), "reasoning-not-stored");
    }

    private static List<ContentPart> spoken(List<ContentPart> parts) {
        return parts.stream()
                .filter(part ->
                        !(part instanceof ContentPart.Text text && text.text().isEmpty()))
                .toList();
    }

    private void system(At item, List<ContentPart> parts) {
        List<ContentPart.Text> texts = new ArrayList<>();
        for (ContentPart part : parts) {
            if (!(part instanceof ContentPart.Text text)) {
                throw item.get("content").invalid("may hold text only");
            }
            texts.add(text);
        }
        if (turns.none()) {
            system.addAll(texts);
        } else {
            turns.said(Message.Role.SYSTEM, List.copyOf(texts));
        }
    }

    private void call(At item, String arguments) {
        String name = ToolReader.flat(
                item.get("namespace").stringOrNull(), item.get("name").name());
        turns.call(item.get("call_id").name(), name, arguments);
    }

    /** Text by the API; some clients replay the object that they parsed from it. */
    private static String arguments(At arguments) {
        return arguments.node().isObject() ? arguments.node().toString() : arguments.string();
    }

    private static ContentPart.ToolResult result(At item) {
        At output = item.get("output");
        if (!output.present()) {
            throw output.invalid("is required");
        }
        return PartReader.result(item.get("call_id").name(), output);
    }
}
