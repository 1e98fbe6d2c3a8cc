package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.Logprobs;

/** A message that is being read: each of its text or refusal parts is a block. */
final class ArrivingMessage implements Arriving {
    private static final int ANNOTATIONS_MAX = 1024;

    private static final class Part {
        final int block;
        final boolean refusal;
        final List<JsonNode> annotations = new ArrayList<>();
        long length;
        boolean done;

        Part(int block, boolean refusal) {
            this.block = block;
            this.refusal = refusal;
        }
    }

    private final IntSupplier blocks;
    private final Map<Integer, Part> parts = new TreeMap<>();
    private boolean done;

    ArrivingMessage(IntSupplier blocks) {
        this.blocks = blocks;
    }

    void delta(int index, boolean refusal, String text, @Nullable String logprobs, Consumer<StreamEvent> out) {
        Part part = parts.computeIfAbsent(index, i -> new Part(blocks.getAsInt(), refusal));
        if (!part.done) {
            emit(part, text, logprobs, out);
        }
    }

    private static void emit(Part part, String text, @Nullable String logprobs, Consumer<StreamEvent> out) {
        if (!text.isEmpty()) {
            part.length += text.length();
            out.accept(
                    part.refusal
                            ? new StreamEvent.Refusal(part.block, text)
                            : new StreamEvent.Text(part.block, text, logprobs));
        }
    }

    void annotation(int index, JsonNode annotation) {
        Part part = parts.computeIfAbsent(index, i -> new Part(blocks.getAsInt(), false));
        if (part.annotations.size() < ANNOTATIONS_MAX) {
            part.annotations.add(annotation);
        }
    }

    void partDone(int index, JsonNode whole, Consumer<StreamEvent> out) {
        boolean refusal = whole.path("type").asText().equals("refusal");
        if (!refusal && !whole.path("type").asText().equals("output_text")) {
            return;
        }
        Part part = parts.computeIfAbsent(index, i -> new Part(blocks.getAsInt(), refusal));
        if (part.done) {
            return;
        }
        part.done = true;
        String text = whole.path(refusal ? "refusal" : "text").asText("");
        // Those of a rest alone aren't told.
        String logprobs = part.length == 0 ? Logprobs.of(whole.path("logprobs")) : null;
        emit(part, Arriving.rest(text, part.length), logprobs, out);
        Iterable<JsonNode> annotations =
                whole.path("annotations").isEmpty() ? part.annotations : whole.path("annotations");
        for (JsonNode annotation : annotations) {
            WebCitation.of(annotation, text)
                    .ifPresent(citation -> out.accept(new StreamEvent.Citation(part.block, citation.toString())));
        }
        out.accept(new StreamEvent.BlockEnd(part.block));
    }

    @Override
    public void done(JsonNode item, Consumer<StreamEvent> out) {
        done = true;
        for (int i = 0; i < item.path("content").size(); i++) {
            partDone(i, item.path("content").path(i), out);
        }
        for (Part part : parts.values()) {
            if (!part.done) {
                part.done = true;
                out.accept(new StreamEvent.BlockEnd(part.block));
            }
        }
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public boolean is(String type) {
        return type.equals("message");
    }
}
