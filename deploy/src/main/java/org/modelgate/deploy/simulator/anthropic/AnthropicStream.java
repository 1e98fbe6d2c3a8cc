package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.NamedEvent;
import org.modelgate.deploy.simulator.core.Pieces;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Quoted;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.TokenCounter;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts an answer into the events of a Messages stream. */
final class AnthropicStream {

    private final int chunk;
    private final List<NamedEvent> events = new ArrayList<>();
    private int index;

    private AnthropicStream(int chunk) {
        this.chunk = chunk;
    }

    static List<NamedEvent> events(Prompt prompt, Reply reply, UsageForm form, int chunk) {
        AnthropicStream stream = new AnthropicStream(chunk);
        stream.start(prompt, reply, form);
        for (Block block : reply.blocks()) {
            stream.block(block);
        }
        AnthropicWriter.served(reply).forEach(stream::served);
        stream.end(reply, form);
        return stream.events;
    }

    private void start(Prompt prompt, Reply reply, UsageForm form) {
        ObjectNode message = AnthropicWriter.outline(prompt, reply);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        form.put(message, AnthropicWriter.usageAtStart(reply.usage()));
        ObjectNode event = AnthropicWriter.object().put("type", "message_start");
        event.set("message", message);
        add("message_start", event.toString(), 0);
        if (reply.blocks().isEmpty()) {
            ping();
        }
    }

    private void add(String name, String data, int tokens) {
        events.add(new NamedEvent(name, () -> data, tokens));
    }

    private void ping() {
        add("ping", "{\"type\":\"ping\"}", 0);
    }

    private void block(Block block) {
        switch (block) {
            case Block.Text(String text) -> {
                open("{\"type\":\"text\",\"text\":\"\"}", 0);
                deltas("text_delta", "text", text);
            }
            case Block.Thinking thinking -> {
                open("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}", 0);
                deltas("thinking_delta", "thinking", thinking.visible());
                int unseen = thinking.shown() ? 0 : thinking.tokens();
                delta(deltaHead("signature_delta", "signature"), thinking.signature(), unseen);
            }
            case Block.ToolCall call -> {
                ObjectNode start = AnthropicWriter.object()
                        .put("type", "tool_use")
                        .put("id", AnthropicWriter.callId(call))
                        .put("name", call.name());
                start.putObject("input");
                // A call without arguments streams none, though they were paid for.
                String streamed = call.arguments().equals("{}") ? "" : call.arguments();
                open(start.toString(), call.tokens() - TokenCounter.text(streamed));
                delta(deltaHead("input_json_delta", "partial_json"), "", 0);
                deltas("input_json_delta", "partial_json", streamed);
            }
        }
        close();
    }

    private void close() {
        add("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":" + index + "}", 0);
        index++;
    }

    private void served(ObjectNode block) {
        boolean search = block.has("input");
        ObjectNode start = block.deepCopy();
        if (search) {
            start.putObject("input");
        }
        open(start.toString(), 0);
        if (search) {
            delta(
                    deltaHead("input_json_delta", "partial_json"),
                    block.path("input").toString(),
                    0);
        }
        close();
    }

    private void open(String contentBlock, int tokens) {
        String data =
                "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + contentBlock + "}";
        add("content_block_start", data, tokens);
        if (index == 0) {
            ping();
        }
    }

    private void deltas(String type, String field, String text) {
        String head = deltaHead(type, field);
        for (Pieces.Piece piece : Pieces.of(text, chunk)) {
            delta(head, piece.text(), piece.tokens());
        }
    }

    private String deltaHead(String type, String field) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"" + type + "\",\""
                + field + "\":";
    }

    private void delta(String head, String value, int tokens) {
        events.add(new NamedEvent("content_block_delta", () -> head + Quoted.json(value) + "}}", tokens));
    }

    private void end(Reply reply, UsageForm form) {
        ObjectNode event = AnthropicWriter.object().put("type", "message_delta");
        event.putObject("delta")
                .put("stop_reason", AnthropicWriter.stopReason(reply))
                .put("stop_sequence", reply.stopSequence());
        form.put(event, AnthropicWriter.usageAtEnd(reply.usage()));
        add("message_delta", event.toString(), 0);
        add("message_stop", "{\"type\":\"message_stop\"}", 0);
    }
}
