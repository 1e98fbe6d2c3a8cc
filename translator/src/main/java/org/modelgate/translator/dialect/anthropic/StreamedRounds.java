package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.translator.AnswerRounds;
import org.modelgate.translator.framing.JsonTree;
import org.modelgate.translator.framing.SseEncoder;
import org.modelgate.translator.framing.SseScanner;

/**
 * One stream out of those of several rounds: it starts once, block indices go on, it ends once with the usage of all rounds. In
 * between a repeated {@code message_start} of the same id, which readers ignore, tells a tap what was used so far.
 */
final class StreamedRounds implements AnswerRounds {
    private final PausedTurn turn;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private SseScanner events = new SseScanner();
    private RoundContent content = new RoundContent(PausedTurn.CONTENT_BYTES_MAX);
    private ObjectNode used = JsonNodeFactory.instance.objectNode();
    private @Nullable ObjectNode started;
    /** The event that said pause: the stream's end decides whether it goes on. */
    private byte @Nullable [] pause;

    private JsonNode container = MissingNode.getInstance();
    /** Index of the running round's first block in the one answer. */
    private int base;

    private int blocks;
    private boolean goesOn;

    StreamedRounds(PausedTurn turn) {
        this.turn = turn;
    }

    @Override
    public byte[] feed(byte[] bytes) {
        out.reset();
        events.feed(bytes);
        while (!goesOn && events.next()) {
            event();
        }
        return out.toByteArray();
    }

    @Override
    public byte[] end() {
        out.reset();
        // an unclosed event counts if it ends the stream; cut content isn't read by anyone
        if (!goesOn && events.last()) {
            if (TapFacts.kind(events) == TapFacts.Kind.STOP) {
                stop();
            } else {
                pass();
            }
        }
        releasePause();
        return out.toByteArray();
    }

    @Override
    public byte @Nullable [] next() {
        byte[] request = goesOn ? turn.next() : null;
        if (request != null) {
            goesOn = false;
            base = blocks;
            events = new SseScanner();
            content = new RoundContent(PausedTurn.CONTENT_BYTES_MAX);
            used = JsonNodeFactory.instance.objectNode();
        }
        return request;
    }

    private void event() {
        if (events.rawJson()) {
            pass();
            return;
        }
        switch (TapFacts.kind(events)) {
            case ERROR, OTHER -> pass();
            case START -> read(this::start);
            case BLOCK, DELTA -> read(this::block);
            case MESSAGE_DELTA -> read(this::messageDelta);
            case STOP -> stop();
        }
    }

    private void read(Consumer<ObjectNode> reader) {
        byte[] data = events.data();
        if (JsonTree.of(data, 0, data.length) instanceof ObjectNode json) {
            reader.accept(json);
        } else {
            // whoever reads the one stream says what is wrong with it
            pass();
        }
    }

    private void start(ObjectNode json) {
        if (json.at("/message/usage") instanceof ObjectNode figures) {
            used = figures;
        }
        if (started == null) {
            started = json;
            pass();
        } else {
            startAgain(UsageSum.plus(turn.usage(), used));
        }
    }

    private void startAgain(ObjectNode usage) {
        if (started != null && started.path("message") instanceof ObjectNode message) {
            message.set("usage", usage);
            give("message_start", started);
        }
    }

    private void block(ObjectNode json) {
        releasePause();
        content.event(json, events.dataEnd() - events.dataStart());
        int index = base + json.path("index").asInt();
        blocks = Math.max(blocks, index + 1);
        if (base == 0) {
            pass();
        } else {
            give(json.path("type").asText(), json.put("index", index));
        }
    }

    private void messageDelta(ObjectNode json) {
        releasePause();
        used = UsageSum.latest(used, json.path("usage"));
        byte[] event = Arrays.copyOfRange(events.buffer(), events.start(), events.end());
        if (!turn.usage().isEmpty()) {
            event = SseEncoder.event(
                    "message_delta", JsonTree.bytes(json.set("usage", UsageSum.plus(turn.usage(), used))));
        }
        if (PausedTurn.isPause(json.at("/delta/stop_reason"))) {
            pause = event;
            container = json.at("/delta/container");
        } else {
            out.writeBytes(event);
        }
    }

    private void stop() {
        goesOn = pause != null && content.isWhole() && turn.goesOn(content.blocks(), used, container);
        if (goesOn) {
            pause = null;
            startAgain(turn.usage());
        } else {
            releasePause();
            pass();
        }
    }

    private void releasePause() {
        if (pause != null) {
            out.writeBytes(pause);
            pause = null;
        }
    }

    private void pass() {
        out.write(events.buffer(), events.start(), events.end() - events.start());
    }

    private void give(String name, JsonNode json) {
        out.writeBytes(SseEncoder.event(name, JsonTree.bytes(json)));
    }
}
