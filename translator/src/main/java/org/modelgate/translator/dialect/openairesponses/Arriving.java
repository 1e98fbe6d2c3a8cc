package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.StreamEvent;

/**
 * An output item of a stream that is being read. Its last event repeats the whole: what of that didn't come in deltas is given
 * out then.
 */
sealed interface Arriving {
    /** The item is complete, as here; or the answer ends without a word about it ({@code item} is missing). */
    void done(JsonNode item, Consumer<StreamEvent> out);

    boolean isDone();

    /** Whether it can be the item of this type. */
    boolean is(String type);

    /** What of a whole text was not given out yet; nothing if the texts don't fit together. */
    private static String rest(String whole, long given) {
        return whole.length() > given ? whole.substring((int) given) : "";
    }

    /** Each text or refusal part is a block. */
    final class Message implements Arriving {
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

        Message(IntSupplier blocks) {
            this.blocks = blocks;
        }

        void delta(int index, boolean refusal, String text, Consumer<StreamEvent> out) {
            Part part = parts.computeIfAbsent(index, i -> new Part(blocks.getAsInt(), refusal));
            if (!part.done) {
                emit(part, text, out);
            }
        }

        private static void emit(Part part, String text, Consumer<StreamEvent> out) {
            if (!text.isEmpty()) {
                part.length += text.length();
                out.accept(
                        part.refusal
                                ? new StreamEvent.Refusal(part.block, text)
                                : new StreamEvent.Text(part.block, text));
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
            emit(part, rest(text, part.length), out);
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

    /** One block for all of its summaries, or for its open reasoning where there are none. */
    final class Reasoning implements Arriving {
        private enum Source {
            NONE,
            SUMMARY,
            CONTENT
        }

        private final int block;
        private Source source = Source.NONE;
        private int part;
        private long length;
        private boolean done;

        Reasoning(IntSupplier blocks) {
            this.block = blocks.getAsInt();
        }

        void delta(boolean summary, int index, String text, Consumer<StreamEvent> out) {
            Source from = summary ? Source.SUMMARY : Source.CONTENT;
            source = source == Source.NONE ? from : source;
            if (source != from || done || text.isEmpty()) {
                return;
            }
            if (index != part && length > 0) {
                emit(ReasoningItem.SEPARATOR, out);
            }
            part = index;
            emit(text, out);
        }

        private void emit(String text, Consumer<StreamEvent> out) {
            if (!text.isEmpty()) {
                length += text.length();
                out.accept(new StreamEvent.Thinking(block, text));
            }
        }

        @Override
        public void done(JsonNode item, Consumer<StreamEvent> out) {
            done = true;
            ReasoningItem whole = ReasoningItem.of(item);
            boolean fits = source == Source.NONE
                    || (source == Source.SUMMARY) != whole.summary().isEmpty();
            if (fits) {
                emit(rest(whole.text(), length), out);
            }
            if (whole.replayable()) {
                out.accept(new StreamEvent.ThinkingSignature(block, whole.payload()));
            }
            out.accept(new StreamEvent.BlockEnd(block));
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public boolean is(String type) {
            return type.equals("reasoning");
        }
    }

    /** A call of a client's tool. Free text of a custom tool is wrapped like the arguments of a function. */
    final class Call implements Arriving {
        private final int block;
        private final boolean custom;
        private boolean started;
        private boolean done;
        private long length;

        Call(IntSupplier blocks, boolean custom) {
            this.block = blocks.getAsInt();
            this.custom = custom;
        }

        /** @param item the item as far as it is known */
        void start(JsonNode item, Consumer<StreamEvent> out) {
            String name = CallNames.of(item);
            if (started || name.isEmpty()) {
                return;
            }
            started = true;
            String id = item.path("call_id").asText("");
            out.accept(new StreamEvent.ToolCallStart(block, id.isEmpty() ? "call_" + block : id, name));
            if (custom) {
                out.accept(new StreamEvent.ToolCallArguments(block, CallNames.INPUT_HEAD));
            }
        }

        /** Before the call's name is known nothing can go out; the item's end repeats it. */
        void delta(String text, Consumer<StreamEvent> out) {
            if (started && !done && !text.isEmpty()) {
                length += text.length();
                String fragment =
                        custom ? new String(JsonStringEncoder.getInstance().quoteAsString(text)) : text;
                out.accept(new StreamEvent.ToolCallArguments(block, fragment));
            }
        }

        void whole(String text, Consumer<StreamEvent> out) {
            delta(rest(text, length), out);
        }

        boolean started() {
            return started;
        }

        @Override
        public void done(JsonNode item, Consumer<StreamEvent> out) {
            start(item, out);
            if (!started) {
                done = true;
                return;
            }
            whole(item.path(custom ? "input" : "arguments").asText(""), out);
            done = true;
            boolean cut = item.path("status").asText("").equals("incomplete");
            if (custom && !cut) {
                out.accept(new StreamEvent.ToolCallArguments(block, CallNames.INPUT_TAIL));
            }
            out.accept(new StreamEvent.BlockEnd(block));
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public boolean is(String type) {
            return type.equals(custom ? "custom_tool_call" : "function_call");
        }
    }

    /** An item that only this dialect knows: given out when it is complete. */
    final class Own implements Arriving {
        private final int block;
        private final String type;
        private boolean done;

        Own(IntSupplier blocks, String type) {
            this.block = blocks.getAsInt();
            this.type = type;
        }

        @Override
        public void done(JsonNode item, Consumer<StreamEvent> out) {
            done = true;
            if (item.isObject()) {
                out.accept(new StreamEvent.Opaque(block, DialectId.OPENAI_RESPONSES, type, item.toString()));
                out.accept(new StreamEvent.BlockEnd(block));
            }
        }

        @Override
        public boolean isDone() {
            return done;
        }

        @Override
        public boolean is(String other) {
            return type.equals(other);
        }
    }
}
