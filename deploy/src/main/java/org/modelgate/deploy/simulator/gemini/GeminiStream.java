package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Pieces;

/** Puts an answer into whole response objects, one after the other, each with what is new. */
final class GeminiStream {

    private final GeminiWriter writer;
    private final int chunk;
    private final boolean sse;
    private final List<Event> events = new ArrayList<>();
    private int told;

    private GeminiStream(GeminiWriter writer, int chunk, boolean sse) {
        this.writer = writer;
        this.chunk = chunk;
        this.sse = sse;
    }

    static List<Event> events(GeminiWriter writer, int chunk, boolean sse) {
        GeminiStream stream = new GeminiStream(writer, chunk, sse);
        boolean calls = false;
        for (Block block : writer.reply().blocks()) {
            calls |= block instanceof Block.ToolCall;
            stream.block(block);
        }
        List<ObjectNode> last = new ArrayList<>();
        if (!calls) {
            // The signature of a text comes on an empty part of its own.
            ObjectNode empty = GeminiWriter.text("");
            writer.sign(empty);
            last.add(empty);
        }
        stream.add(() -> last, Optional.of(writer.finishReason()), 0);
        return stream.events;
    }

    private void block(Block block) {
        switch (block) {
            case Block.Text(String text) -> pieces(text, false);
            case Block.Thinking thinking -> {
                if (thinking.shown()) {
                    pieces(thinking.text(), true);
                } else {
                    add(List::of, Optional.empty(), thinking.tokens());
                }
            }
            case Block.ToolCall call -> {
                List<ObjectNode> parts = writer.call(call).map(List::of).orElseGet(List::of);
                add(() -> parts, Optional.empty(), call.tokens());
            }
        }
    }

    private void pieces(String text, boolean thought) {
        for (Pieces.Piece piece : Pieces.of(text, chunk)) {
            String value = piece.text();
            add(
                    () -> {
                        ObjectNode part = GeminiWriter.text(value);
                        return List.of(thought ? part.put("thought", true) : part);
                    },
                    Optional.empty(),
                    piece.tokens());
        }
    }

    private void add(Supplier<List<ObjectNode>> parts, Optional<String> finishReason, int tokens) {
        told += tokens;
        int output = told;
        boolean first = events.isEmpty();
        events.add(new Event(
                () -> {
                    ObjectNode json = GeminiWriter.response(parts.get(), finishReason);
                    writer.form().put(json, "usageMetadata", writer.usage(output));
                    return framed(writer.identified(json).toString(), first, finishReason.isPresent());
                },
                tokens));
    }

    private Buffer framed(String json, boolean first, boolean last) {
        return sse ? Buffer.buffer("data: " + json + "\r\n\r\n") : element(json, first, last);
    }

    /** An element of the array that a stream is without {@code alt=sse}. */
    static Buffer element(String json, boolean first, boolean last) {
        return Buffer.buffer((first ? "[" : ",\r\n") + json + (last ? "\n]\n" : ""));
    }
}
