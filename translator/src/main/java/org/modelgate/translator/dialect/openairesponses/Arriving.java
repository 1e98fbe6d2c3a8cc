package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.StreamEvent;

/**
 * An output item of a stream that is being read. Its last event repeats the whole: what of that didn't come in deltas is given
 * out then.
 */
sealed interface Arriving permits ArrivingMessage, Arriving.Reasoning, Arriving.Call, Arriving.Own {
    /** The item is complete, as here; or the answer ends without a word about it ({@code item} is missing). */
    void done(JsonNode item, Consumer<StreamEvent> out);

    boolean isDone();

    /** Whether it can be the item of this type. */
    boolean is(String type);

    /** What of a whole text was not given out yet; nothing if the texts don't fit together. */
    static String rest(String whole, long given) {
        return whole.length() > given ? whole.substring((int) given) : "";
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
