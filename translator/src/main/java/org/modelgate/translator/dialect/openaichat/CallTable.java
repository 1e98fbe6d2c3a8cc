package org.modelgate.translator.dialect.openaichat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;

/**
 * The calls of one streamed answer. Servers differ in how they mark the pieces of a call: by index, by id, by neither; a second
 * id under the same index is a second call.
 */
final class CallTable {
    private static final int CALLS_MAX = 1024;

    /** A call whose name may still be unknown; its arguments wait for that. */
    private static final class Call {
        final int index;
        final int block;
        String id;
        String name = "";
        boolean started;
        final StringBuilder early = new StringBuilder();

        Call(int index, int block, String id) {
            this.index = index;
            this.block = block;
            this.id = id;
        }
    }

    private final List<Call> calls = new ArrayList<>();

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /**
     * Takes one piece.
     *
     * @param nextBlock key for a new block
     * @return key for the next new block
     */
    int take(ChunkReader.CallDelta delta, int nextBlock, Consumer<StreamEvent> out) {
        Call call = find(delta);
        int next = nextBlock;
        if (call == null) {
            if (calls.size() >= CALLS_MAX) {
                throw GatewayError.provider("The provider's answer has too many tool calls.")
                        .asException();
            }
            call = new Call(delta.index(), next++, delta.id());
            calls.add(call);
        }
        call.id = call.id.isEmpty() ? delta.id() : call.id;
        call.name = call.name.isEmpty() ? delta.name() : call.name;
        call.early.append(delta.arguments());
        advance(call, out);
        return next;
    }

    private @Nullable Call find(ChunkReader.CallDelta delta) {
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            boolean otherId =
                    !delta.id().isEmpty() && !call.id.isEmpty() && !delta.id().equals(call.id);
            if (otherId) {
                continue;
            }
            boolean sameId = !delta.id().isEmpty() && delta.id().equals(call.id);
            boolean sameIndex = delta.index() >= 0 && delta.index() == call.index;
            boolean unmarked =
                    delta.index() < 0 && delta.id().isEmpty() && delta.name().isEmpty();
            if (sameId || sameIndex || unmarked) {
                return call;
            }
        }
        return null;
    }

    private static void advance(Call call, Consumer<StreamEvent> out) {
        if (!call.started && !call.name.isEmpty()) {
            call.started = true;
            String id = call.id.isEmpty() ? "call_" + call.block : call.id;
            out.accept(new StreamEvent.ToolCallStart(call.block, id, call.name));
        }
        if (call.started && !call.early.isEmpty()) {
            out.accept(new StreamEvent.ToolCallArguments(call.block, call.early.toString()));
            call.early.setLength(0);
        }
    }

    /** The answer is complete. A call that never got a name is none. */
    void end(Consumer<StreamEvent> out) {
        calls.removeIf(call -> !call.started);
        calls.forEach(call -> out.accept(new StreamEvent.BlockEnd(call.block)));
    }
}
