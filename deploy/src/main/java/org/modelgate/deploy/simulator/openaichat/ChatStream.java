package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Pieces;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Quoted;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.TokenCounter;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts an answer into the chunks of a chat stream. */
final class ChatStream {

    private final Prompt prompt;
    private final int chunk;
    private final String head;
    private final String tail;
    private final List<Event> events = new ArrayList<>();
    private int calls;

    private ChatStream(Prompt prompt, Reply reply, int chunk) {
        this.prompt = prompt;
        this.chunk = chunk;
        ObjectNode common = common(prompt, reply);
        String opened = common.toString();
        this.head = opened.substring(0, opened.length() - 1) + ",\"choices\":[{\"index\":0,\"delta\":";
        this.tail = prompt.usageInStream() ? "}],\"usage\":null}" : "}]}";
    }

    static List<Event> events(Prompt prompt, Reply reply, UsageForm form, int chunk) {
        ChatStream stream = new ChatStream(prompt, reply, chunk);
        boolean callsOnly = reply.blocks().stream().anyMatch(Block.ToolCall.class::isInstance)
                && reply.blocks().stream().noneMatch(Block.Text.class::isInstance);
        stream.fixed("{\"role\":\"assistant\",\"content\":" + (callsOnly ? "null" : "\"\"") + ",\"refusal\":null}", 0);
        reply.blocks().forEach(stream::block);
        stream.events.add(Event.data(stream.framed("{}", Quoted.json(ChatWriter.finishReason(prompt, reply))), 0));
        if (prompt.usageInStream()) {
            ObjectNode last = common(prompt, reply);
            last.putArray("choices");
            form.put(last, ChatWriter.usage(reply.usage()));
            stream.events.add(Event.data(last.toString(), 0));
        }
        stream.events.add(Event.data("[DONE]", 0));
        return stream.events;
    }

    private static ObjectNode common(Prompt prompt, Reply reply) {
        return ChatWriter.object()
                .put("id", ChatWriter.id(reply))
                .put("object", "chat.completion.chunk")
                .put("created", ChatWriter.CREATED)
                .put("model", prompt.model())
                .put("service_tier", "default")
                .put("system_fingerprint", ChatWriter.FINGERPRINT);
    }

    private void block(Block block) {
        switch (block) {
            case Block.Text(String text) -> text("content", text);
            case Block.Thinking thinking -> text("reasoning_content", thinking.text());
            case Block.ToolCall call -> call(call);
        }
    }

    private void text(String field, String text) {
        String opening = "{\"" + field + "\":";
        for (Pieces.Piece piece : Pieces.of(text, chunk)) {
            String value = piece.text();
            chunk(() -> opening + Quoted.json(value) + '}', piece.tokens());
        }
    }

    private void call(Block.ToolCall call) {
        ObjectNode start = ChatWriter.object();
        ChatWriter.call(start.putArray("tool_calls").addObject().put("index", calls), prompt, call, "");
        fixed(start.toString(), TokenCounter.call(call.name(), ""));
        String kind = ChatWriter.kind(prompt, call);
        String opening =
                "{\"tool_calls\":[{\"index\":%d,\"%s\":{\"%s\":".formatted(calls, kind, ChatWriter.field(kind));
        for (Pieces.Piece piece : Pieces.of(call.arguments(), chunk)) {
            String value = piece.text();
            chunk(() -> opening + Quoted.json(value) + "}}]}", piece.tokens());
        }
        calls++;
    }

    private void fixed(String delta, int tokens) {
        events.add(Event.data(framed(delta, "null"), tokens));
    }

    private void chunk(Supplier<String> delta, int tokens) {
        events.add(Event.data(() -> framed(delta.get(), "null"), tokens));
    }

    private String framed(String delta, String finishReason) {
        return head + delta + ",\"logprobs\":null,\"finish_reason\":" + finishReason + tail;
    }
}
