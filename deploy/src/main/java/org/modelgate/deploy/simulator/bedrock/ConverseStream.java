package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Pieces;
import org.modelgate.deploy.simulator.core.Quoted;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.TokenCounter;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts an answer into the events of a Converse stream, of which the usage is the last. */
final class ConverseStream {

    private final int chunk;
    private final boolean signs;
    private final List<Event> events = new ArrayList<>();
    private int index;

    private ConverseStream(int chunk, boolean signs) {
        this.chunk = chunk;
        this.signs = signs;
    }

    static List<Event> events(Asked asked, Reply reply, UsageForm form, int chunk) {
        ConverseStream stream = new ConverseStream(chunk, ConverseWriter.signs(asked));
        stream.add("messageStart", 0, () -> "{\"role\":\"assistant\"}");
        reply.blocks().forEach(stream::block);
        ObjectNode stop = ConverseWriter.object().put("stopReason", ConverseWriter.stopReason(reply));
        ConverseWriter.addFields(stop, asked, reply);
        stream.add("messageStop", 0, stop::toString);
        ObjectNode metadata = ConverseWriter.object();
        form.put(metadata, ConverseWriter.usage(reply.usage()));
        metadata.putObject("metrics").put("latencyMs", 1);
        stream.add("metadata", 0, metadata::toString);
        return stream.events;
    }

    private void add(String type, int tokens, Supplier<String> json) {
        events.add(new Event(() -> EventFrame.event(type, Padding.in(json.get())), tokens));
    }

    /** Only a call has an event that begins it. */
    private void block(Block block) {
        switch (block) {
            case Block.Text(String text) -> deltas(text, "{\"text\":", "}");
            case Block.Thinking thinking -> thinking(thinking);
            case Block.ToolCall call -> call(call);
        }
        String stop = "{\"contentBlockIndex\":" + index + '}';
        add("contentBlockStop", 0, () -> stop);
        index++;
    }

    private void thinking(Block.Thinking thinking) {
        String head = "{\"reasoningContent\":{\"text\":";
        deltas(thinking.visible(), head, "}}");
        int unseen = thinking.shown() ? 0 : thinking.tokens();
        if (signs) {
            String signature = Quoted.json(thinking.signature());
            delta(unseen, () -> "{\"reasoningContent\":{\"signature\":" + signature + "}}");
        } else if (!thinking.shown()) {
            delta(unseen, () -> head + "\"\"}}");
        }
    }

    private void call(Block.ToolCall call) {
        // A call without arguments streams none, though they were paid for.
        String streamed = call.arguments().equals("{}") ? "" : call.arguments();
        String start = "{\"contentBlockIndex\":" + index + ",\"start\":{\"toolUse\":{\"toolUseId\":\""
                + ConverseWriter.callId(call) + "\",\"name\":" + Quoted.json(call.name()) + "}}}";
        add("contentBlockStart", call.tokens() - TokenCounter.text(streamed), () -> start);
        deltas(streamed, "{\"toolUse\":{\"input\":", "}}");
    }

    private void deltas(String text, String head, String tail) {
        for (Pieces.Piece piece : Pieces.of(text, chunk)) {
            String value = piece.text();
            delta(piece.tokens(), () -> head + Quoted.json(value) + tail);
        }
    }

    private void delta(int tokens, Supplier<String> delta) {
        String head = "{\"contentBlockIndex\":" + index + ",\"delta\":";
        add("contentBlockDelta", tokens, () -> head + delta.get() + '}');
    }
}
