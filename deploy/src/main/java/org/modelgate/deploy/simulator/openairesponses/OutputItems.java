package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Signer;

/** The items that an answer consists of, one for each block. */
final class OutputItems {

    private final Signer signer;
    private final Asked asked;
    private final Reply reply;
    private final ToolList tools;
    private final boolean calls;

    private OutputItems(Signer signer, Asked asked, Reply reply) {
        this.signer = signer;
        this.asked = asked;
        this.reply = reply;
        this.tools = ToolList.of(asked.body());
        this.calls = reply.blocks().stream().anyMatch(Block.ToolCall.class::isInstance);
    }

    static List<ObjectNode> of(Signer signer, Asked asked, Reply reply) {
        OutputItems items = new OutputItems(signer, asked, reply);
        List<ObjectNode> all = new ArrayList<>();
        for (int i = 0; i < reply.blocks().size(); i++) {
            boolean brokenOff =
                    reply.stop() == Reply.Stop.MAX_TOKENS && i == reply.blocks().size() - 1;
            all.add(items.item(reply.blocks().get(i), i, brokenOff ? "incomplete" : "completed"));
        }
        return all;
    }

    private ObjectNode item(Block block, int index, String status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (block) {
            case Block.Thinking thinking -> {
                String id = id("rs_", index);
                json.put("id", id).put("type", "reasoning");
                var summary = json.putArray("summary");
                if (thinking.shown()) {
                    summary.addObject().put("type", "summary_text").put("text", thinking.text());
                }
                Signer.Origin origin = new Signer.Origin(asked.prompt().model(), id);
                yield json.put("encrypted_content", signer.sign(origin, ""));
            }
            case Block.Text(String text) -> {
                json.put("id", id("msg_", index)).put("type", "message").put("status", status);
                json.put("role", "assistant").put("phase", calls ? "commentary" : "final_answer");
                ObjectNode part = json.putArray("content")
                        .addObject()
                        .put("type", "output_text")
                        .put("text", text);
                part.putArray("annotations");
                part.putArray("logprobs");
                yield json;
            }
            case Block.ToolCall call -> call(json, call, index, status);
        };
    }

    private ObjectNode call(ObjectNode json, Block.ToolCall call, int index, String status) {
        ToolList.Entry entry = tools.find(call.name())
                .orElseThrow(() -> new IllegalStateException("no tool on offer is called " + call.name()));
        json.put("id", id(entry.custom() ? "ctc_" : "fc_", index))
                .put("type", entry.custom() ? "custom_tool_call" : "function_call")
                .put("status", status)
                .put("call_id", "call_" + call.id());
        if (!entry.namespace().isEmpty()) {
            json.put("namespace", entry.namespace());
        }
        return json.put("name", entry.name()).put(entry.custom() ? "input" : "arguments", call.arguments());
    }

    /** Says whether the answer has reasoning, which its other items then can't be replayed without. */
    private String id(String prefix, int index) {
        boolean reasoned = reply.blocks().stream().anyMatch(Block.Thinking.class::isInstance);
        return prefix + reply.id() + (reasoned ? 'r' : 'p') + String.format(Locale.ROOT, "%02d", index);
    }
}
