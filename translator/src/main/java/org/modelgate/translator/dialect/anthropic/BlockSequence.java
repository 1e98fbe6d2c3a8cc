package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.StreamEvent;

/**
 * The blocks of one message, which never overlap: what belongs to another block closes the open one, except a tool call whose
 * arguments aren't complete; that one is finished first, the others wait in {@link WaitingBlocks}.
 */
final class BlockSequence {
    /** One message has a few; more are dropped. */
    private static final int LATE_SIGNATURES_MAX = 64;

    private final EventBuffer out;
    private final AnswerParts parts;
    private final WaitingBlocks waiting = new WaitingBlocks();
    /** Has no place in the message unless something follows it: a message never ends with thinking. */
    private final List<StreamEvent.ThinkingSignature> lateSignatures = new ArrayList<>();

    private @Nullable OpenBlock open;
    private OpenBlock.@Nullable Kind last;
    private int nextIndex;
    private boolean calls;

    BlockSequence(EventBuffer out, AnswerParts parts) {
        this.out = out;
        this.parts = parts;
    }

    /** Whether the client has to call a tool. */
    boolean haveCalls() {
        return calls;
    }

    /** Takes an event of a block. */
    void block(int key, OpenBlock.Kind kind, StreamEvent event) {
        if (open == null || !open.takes(key, kind)) {
            releaseWaiting();
        }
        place(key, kind, event);
        releaseWaiting();
    }

    private void place(int key, OpenBlock.Kind kind, StreamEvent event) {
        if (event instanceof StreamEvent.BlockEnd) {
            closeIfOpen(key);
        } else if (open != null && open.takes(key, kind)) {
            write(open, event);
        } else if (open != null && open.mustFinishFirst()) {
            waiting.add(key, kind, event);
        } else if (event instanceof StreamEvent.ThinkingSignature signature && last == OpenBlock.Kind.TEXT) {
            if (lateSignatures.size() < LATE_SIGNATURES_MAX) {
                lateSignatures.add(signature);
            }
        } else if (starts(kind, event)) {
            closeOpen();
            for (StreamEvent.ThinkingSignature late : lateSignatures) {
                open(late.block(), OpenBlock.Kind.THINKING, late);
                closeOpen();
            }
            lateSignatures.clear();
            open(key, kind, event);
        }
    }

    private void closeIfOpen(int key) {
        if (open != null && open.key() == key) {
            closeOpen();
        }
    }

    /** Nothing is opened for empty text, nor for arguments of a call that never began. */
    private static boolean starts(OpenBlock.Kind kind, StreamEvent event) {
        return switch (event) {
            case StreamEvent.Text e -> !e.text().isEmpty();
            case StreamEvent.Refusal e -> !e.text().isEmpty();
            case StreamEvent.Thinking e -> !e.text().isEmpty();
            default -> kind != OpenBlock.Kind.TOOL || event instanceof StreamEvent.ToolCallStart;
        };
    }

    private void open(int key, OpenBlock.Kind kind, StreamEvent event) {
        last = kind;
        if (event instanceof StreamEvent.Opaque own) {
            AnswerParts.opaque(own.part()).forEach(this::whole);
            return;
        }
        OpenBlock block = new OpenBlock(key, nextIndex++, kind);
        out.blockStart(block.index(), startJson(event));
        if (kind == OpenBlock.Kind.WHOLE) {
            out.blockStop(block.index());
            return;
        }
        open = block;
        write(block, event);
    }

    private String startJson(StreamEvent event) {
        return switch (event) {
            case StreamEvent.ToolCallStart e -> {
                calls = true;
                ObjectNode block = parts.toolUse(e.id(), e.name());
                block.putObject("input");
                yield block.toString();
            }
            case StreamEvent.Thinking e -> parts.thinking("", "").toString();
            case StreamEvent.ThinkingSignature e -> parts.thinking("", "").toString();
            case StreamEvent.RedactedThinking e ->
                parts.redactedThinking(e.data()).toString();
            case StreamEvent.Citation e -> "{\"type\":\"text\",\"text\":\"\",\"citations\":[]}";
            default -> parts.text("").toString();
        };
    }

    /** Calls of the provider's own tools bring their input in a delta, as all calls do. */
    private void whole(ObjectNode block) {
        int index = nextIndex++;
        JsonNode input = block.path("input");
        if (input.isObject() && !input.isEmpty()) {
            block.putObject("input");
        }
        out.blockStart(index, block.toString());
        if (input.isObject()) {
            out.delta(index, EventBuffer.Delta.ARGUMENTS, input.isEmpty() ? "" : input.toString());
        }
        out.blockStop(index);
    }

    private void write(OpenBlock block, StreamEvent event) {
        switch (event) {
            case StreamEvent.Text e -> delta(block, EventBuffer.Delta.TEXT, block.pass(e.text()));
            case StreamEvent.Refusal e -> delta(block, EventBuffer.Delta.TEXT, block.pass(e.text()));
            case StreamEvent.Thinking e -> delta(block, EventBuffer.Delta.THINKING, block.pass(e.text()));
            case StreamEvent.ThinkingSignature e -> block.sign(e.signature());
            case StreamEvent.Citation e -> out.citation(block.index(), e.json());
            case StreamEvent.ToolCallStart e -> out.delta(block.index(), EventBuffer.Delta.ARGUMENTS, "");
            case StreamEvent.ToolCallArguments e -> delta(block, EventBuffer.Delta.ARGUMENTS, block.pass(e.fragment()));
            default ->
                throw new IllegalStateException(
                        "no delta of a block: " + event.getClass().getSimpleName());
        }
    }

    private void delta(OpenBlock block, EventBuffer.Delta kind, String text) {
        if (!text.isEmpty()) {
            out.delta(block.index(), kind, text);
        }
    }

    /** The source closed a block. */
    void end(int key) {
        waiting.end(key);
        closeIfOpen(key);
        releaseWaiting();
    }

    /** Writes waiting blocks as long as no unfinished call is open. */
    private void releaseWaiting() {
        while (!waiting.isEmpty() && (open == null || !open.mustFinishFirst())) {
            WaitingBlocks.Block next = waiting.poll();
            next.events().forEach(event -> place(next.key(), next.kind(), event));
        }
    }

    /** Writes all that waits and closes what is open. */
    void closeAll() {
        closeOpen();
        while (!waiting.isEmpty()) {
            WaitingBlocks.Block next = waiting.poll();
            next.events().forEach(event -> place(next.key(), next.kind(), event));
            closeOpen();
        }
    }

    private void closeOpen() {
        OpenBlock block = open;
        if (block == null) {
            return;
        }
        open = null;
        String rest = block.rest();
        switch (block.kind()) {
            case TEXT -> delta(block, EventBuffer.Delta.TEXT, rest);
            case TOOL -> delta(block, EventBuffer.Delta.ARGUMENTS, rest);
            case THINKING -> {
                delta(block, EventBuffer.Delta.THINKING, rest);
                out.delta(block.index(), EventBuffer.Delta.SIGNATURE, parts.signature(block.signature()));
            }
            case WHOLE -> throw new IllegalStateException("a whole block is never open");
        }
        out.blockStop(block.index());
    }
}
