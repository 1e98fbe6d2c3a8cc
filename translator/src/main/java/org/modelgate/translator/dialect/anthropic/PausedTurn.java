package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.translator.framing.JsonTree;

/**
 * What was said in the rounds of one answer that paused, and the request of the next one: the content goes back unchanged
 * (anthropic-messages.md, section 5). After {@link #ROUNDS_MAX} rounds, or where the cap of output tokens is used up, an answer
 * stays paused.
 */
final class PausedTurn {
    static final int ROUNDS_MAX = 10;
    static final int CONTENT_BYTES_MAX = 8 * 1024 * 1024;

    private final byte[] request;
    private final ArrayNode content = JsonNodeFactory.instance.arrayNode();
    private ObjectNode usage = JsonNodeFactory.instance.objectNode();
    private int rounds;
    private byte @Nullable [] next;

    /** @param request of the first round */
    PausedTurn(byte[] request) {
        this.request = request;
    }

    static boolean isPause(JsonNode stopReason) {
        return Objects.equals(stopReason.textValue(), "pause_turn");
    }

    /**
     * The running round ended with a pause.
     *
     * @param blocks that it brought
     * @param used its figures
     * @param container of this round, a missing node if there is none
     * @return whether another one follows, whose request is then ready
     */
    boolean goesOn(List<ObjectNode> blocks, ObjectNode used, JsonNode container) {
        rounds++;
        content.addAll(blocks);
        usage = UsageSum.plus(usage, used);
        if (rounds >= ROUNDS_MAX || content.isEmpty() || blocks.stream().anyMatch(PausedTurn::waitsForClient)) {
            return false;
        }
        PausableRequest first = PausableRequest.read(request);
        long spent = usage.path("output_tokens").asLong();
        if (!first.leavesRoom(spent)) {
            return false;
        }
        byte[] json = JsonTree.bytes(content);
        if (json.length > CONTENT_BYTES_MAX) {
            return false;
        }
        next = first.next(json, spent, container.path("id").textValue());
        return true;
    }

    private static boolean waitsForClient(ObjectNode block) {
        return Objects.equals(block.path("type").textValue(), "tool_use");
    }

    /** The request that {@link #goesOn} made, once. */
    byte @Nullable [] next() {
        byte[] made = next;
        next = null;
        return made;
    }

    /** Blocks of all rounds that ended with a pause. */
    ArrayNode content() {
        return content;
    }

    /** What those rounds used. */
    ObjectNode usage() {
        return usage;
    }
}
