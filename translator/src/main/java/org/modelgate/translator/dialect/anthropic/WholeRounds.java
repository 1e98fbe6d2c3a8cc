package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.translator.AnswerRounds;
import org.modelgate.translator.framing.JsonTree;

/** One message out of the whole ones of several rounds: id of the first, end of the last, content and usage of all. */
final class WholeRounds implements AnswerRounds {
    private static final byte[] NOTHING = {};

    private final PausedTurn turn;
    private @Nullable JsonNode firstId;

    WholeRounds(PausedTurn turn) {
        this.turn = turn;
    }

    @Override
    public byte[] feed(byte[] body) {
        if (!(JsonTree.of(body, 0, body.length) instanceof ObjectNode message)
                || !message.path("content").isArray()) {
            return body;
        }
        boolean onlyRound = firstId == null;
        JsonNode id = onlyRound ? message.path("id") : firstId;
        firstId = id;
        List<ObjectNode> blocks = new ArrayList<>();
        message.path("content").forEach(block -> {
            if (block instanceof ObjectNode object) {
                blocks.add(object);
            }
        });
        ObjectNode earlier = turn.usage();
        ObjectNode used = message.path("usage") instanceof ObjectNode figures ? figures : message.objectNode();
        boolean paused = PausedTurn.isPause(message.path("stop_reason"));
        if (paused && turn.goesOn(blocks, used, message.path("container"))) {
            return NOTHING;
        }
        if (onlyRound) {
            return body;
        }
        message.set("id", id);
        message.set(
                "content", paused ? turn.content() : turn.content().deepCopy().addAll(blocks));
        message.set("usage", UsageSum.plus(earlier, used));
        return JsonTree.bytes(message);
    }

    @Override
    public byte[] end() {
        return NOTHING;
    }

    @Override
    public byte @Nullable [] next() {
        return turn.next();
    }
}
