package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.ShownUsage;
import org.modelgate.translator.StreamEncoder;

/**
 * Canonical events to a Messages stream (translation table 9.3, writer A). Blocks never overlap: what belongs to another block
 * closes the open one, except a tool call whose arguments aren't complete; that one is finished first, the others wait in
 * {@link WaitingBlocks}.
 */
final class AnthropicStreamEncoder implements StreamEncoder {
    private static final byte[] NOTHING = {};

    private enum State {
        INIT,
        STARTED,
        ENDED
    }

    private final AnswerContext context;
    private final AnswerParts parts;
    private final AnthropicErrors errors = new AnthropicErrors();
    private final long inputTokens;
    private final EventBuffer out = new EventBuffer();
    private final WaitingBlocks waiting = new WaitingBlocks();
    private final boolean showsThinking;

    private State state = State.INIT;
    private @Nullable OpenBlock open;
    private OpenBlock.@Nullable Kind last;
    /** Has no place in the message unless something follows it: a message never ends with thinking. */
    private StreamEvent.@Nullable ThinkingSignature lateSignature;

    private int nextIndex;
    private boolean calls;
    private boolean refused;
    private StreamEvent.@Nullable Finish finish;
    private @Nullable Usage usage;

    AnthropicStreamEncoder(AnswerContext context, long inputTokens) {
        this.context = context;
        this.parts = new AnswerParts(context);
        this.showsThinking = parts.showsThinking();
        this.inputTokens = inputTokens;
    }

    @Override
    public byte[] encode(StreamEvent event) {
        if (state == State.ENDED) {
            return NOTHING;
        }
        if (state == State.INIT && !(event instanceof StreamEvent.Failed)) {
            begin(event);
        }
        accept(event);
        return out.take();
    }

    private void begin(StreamEvent event) {
        usage = event instanceof StreamEvent.Start start ? start.usage() : null;
        out.event("message_start", messageStart(atStart()));
        state = State.STARTED;
    }

    /** Some providers begin with a usage of zeros, which would be taken for the truth. */
    private Usage atStart() {
        return usage == null || usage.totalInput() == 0 ? Usage.of(Math.max(1, inputTokens), 0) : usage;
    }

    private void accept(StreamEvent event) {
        switch (event) {
            case StreamEvent.Start start -> {
                // message_start went out with the first event
            }
            case StreamEvent.Text e -> block(e.block(), OpenBlock.Kind.TEXT, event);
            case StreamEvent.Refusal e -> {
                refused = true;
                block(e.block(), OpenBlock.Kind.TEXT, event);
            }
            case StreamEvent.Citation e -> block(e.block(), OpenBlock.Kind.TEXT, event);
            case StreamEvent.Thinking e -> thinking(e.block(), OpenBlock.Kind.THINKING, event);
            case StreamEvent.ThinkingSignature e -> thinking(e.block(), OpenBlock.Kind.THINKING, event);
            case StreamEvent.RedactedThinking e -> thinking(e.block(), OpenBlock.Kind.WHOLE, event);
            case StreamEvent.ToolCallStart e -> block(e.block(), OpenBlock.Kind.TOOL, event);
            case StreamEvent.ToolCallArguments e -> block(e.block(), OpenBlock.Kind.TOOL, event);
            case StreamEvent.Opaque e -> {
                if (e.dialect() == DialectId.ANTHROPIC_MESSAGES) {
                    block(e.block(), OpenBlock.Kind.WHOLE, event);
                }
            }
            case StreamEvent.BlockEnd e -> blockEnd(e.block());
            case StreamEvent.UsageUpdate e -> usage = e.usage();
            case StreamEvent.Finish e -> {
                finish = e;
                closeAll();
            }
            case StreamEvent.Done e -> closeAll();
            case StreamEvent.Failed e -> {
                // fail() writes the terminal event
            }
            case StreamEvent.Ping e -> out.raw(errors.ping());
        }
    }

    private void thinking(int key, OpenBlock.Kind kind, StreamEvent event) {
        if (showsThinking) {
            block(key, kind, event);
        }
    }

    private void block(int key, OpenBlock.Kind kind, StreamEvent event) {
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
            lateSignature = signature;
        } else if (starts(kind, event)) {
            closeOpen();
            if (lateSignature != null) {
                open(lateSignature.block(), OpenBlock.Kind.THINKING, lateSignature);
                lateSignature = null;
                closeOpen();
            }
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
        OpenBlock block = new OpenBlock(key, nextIndex++, kind);
        last = kind;
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
            case StreamEvent.Opaque e -> e.json();
            case StreamEvent.Citation e -> "{\"type\":\"text\",\"text\":\"\",\"citations\":[]}";
            default -> parts.text("").toString();
        };
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

    private void blockEnd(int key) {
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

    private void closeAll() {
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

    @Override
    public byte[] finish(GatewayUsage charge) {
        if (state == State.ENDED) {
            return NOTHING;
        }
        if (state == State.INIT) {
            begin(new StreamEvent.Ping());
        }
        closeAll();
        state = State.ENDED;
        out.event("message_delta", messageDelta(charge));
        out.event("message_stop", "{\"type\":\"message_stop\"}".getBytes(StandardCharsets.US_ASCII));
        return out.take();
    }

    @Override
    public byte[] fail(GatewayError error) {
        if (state == State.ENDED) {
            return NOTHING;
        }
        state = State.ENDED;
        return errors.event(error, "req_" + context.answerId());
    }

    private byte[] messageStart(Usage first) {
        return json(g -> {
            g.writeStringField("type", "message_start");
            g.writeObjectFieldStart("message");
            g.writeStringField("id", parts.messageId());
            g.writeStringField("type", "message");
            g.writeStringField("role", "assistant");
            g.writeStringField("model", context.clientModel());
            g.writeArrayFieldStart("content");
            g.writeEndArray();
            g.writeNullField("stop_reason");
            g.writeNullField("stop_sequence");
            g.writeFieldName("usage");
            UsageWriter.write(g, first);
            g.writeEndObject();
        });
    }

    private byte[] messageDelta(GatewayUsage charge) {
        FinishReason reason = finish == null ? FinishReason.STOP : finish.reason();
        if (refused && reason == FinishReason.STOP) {
            reason = FinishReason.REFUSAL;
        }
        String stopReason = Reasons.encode(reason, calls);
        return json(g -> {
            g.writeStringField("type", "message_delta");
            g.writeObjectFieldStart("delta");
            g.writeStringField("stop_reason", stopReason);
            Endings.write(
                    g,
                    stopReason,
                    finish == null ? null : finish.stopSequence(),
                    finish == null ? null : finish.refusalJson());
            g.writeEndObject();
            g.writeFieldName("usage");
            UsageWriter.write(g, ShownUsage.of(usage, inputTokens, charge));
            g.writeFieldName("gateway_usage");
            g.writeRawValue(GatewayUsageJson.write(charge));
        });
    }

    private interface Members {
        void write(JsonGenerator g) throws IOException;
    }

    private static byte[] json(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator g = Json.factory().createGenerator(bytes)) {
            g.writeStartObject();
            members.write(g);
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
