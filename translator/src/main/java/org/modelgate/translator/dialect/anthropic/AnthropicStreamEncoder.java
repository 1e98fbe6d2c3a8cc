package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
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
 * Canonical events to a Messages stream (translation table 9.3, writer A).
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
    private final BlockSequence blocks;
    private final boolean showsThinking;

    private State state = State.INIT;
    private boolean refused;
    private StreamEvent.@Nullable Finish finish;
    private @Nullable Usage usage;

    AnthropicStreamEncoder(AnswerContext context, long inputTokens) {
        this.context = context;
        this.parts = new AnswerParts(context);
        this.blocks = new BlockSequence(out, parts);
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
            case StreamEvent.Text e -> blocks.block(e.block(), OpenBlock.Kind.TEXT, event);
            case StreamEvent.Refusal e -> {
                refused = true;
                blocks.block(e.block(), OpenBlock.Kind.TEXT, event);
            }
            case StreamEvent.Citation e -> blocks.block(e.block(), OpenBlock.Kind.TEXT, event);
            case StreamEvent.Thinking e -> thinking(e.block(), OpenBlock.Kind.THINKING, event);
            case StreamEvent.ThinkingSignature e -> thinking(e.block(), OpenBlock.Kind.THINKING, event);
            case StreamEvent.RedactedThinking e -> thinking(e.block(), OpenBlock.Kind.WHOLE, event);
            case StreamEvent.ToolCallStart e -> blocks.block(e.block(), OpenBlock.Kind.TOOL, event);
            case StreamEvent.ToolCallArguments e -> blocks.block(e.block(), OpenBlock.Kind.TOOL, event);
            case StreamEvent.Opaque e -> {
                if (!AnswerParts.opaque(e.part()).isEmpty()) {
                    blocks.block(e.block(), OpenBlock.Kind.WHOLE, event);
                }
            }
            case StreamEvent.BlockEnd e -> blocks.end(e.block());
            case StreamEvent.UsageUpdate e -> usage = e.usage();
            case StreamEvent.Finish e -> {
                finish = e;
                blocks.closeAll();
            }
            case StreamEvent.Done e -> blocks.closeAll();
            case StreamEvent.Failed e -> {
                // fail() writes the terminal event
            }
            case StreamEvent.Ping e -> out.raw(errors.ping());
        }
    }

    private void thinking(int key, OpenBlock.Kind kind, StreamEvent event) {
        if (showsThinking) {
            blocks.block(key, kind, event);
        }
    }

    @Override
    public byte[] finish(GatewayUsage charge) {
        if (state == State.ENDED) {
            return NOTHING;
        }
        if (state == State.INIT) {
            begin(new StreamEvent.Ping());
        }
        blocks.closeAll();
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
        String stopReason = Reasons.encode(parts.reason(reason), blocks.haveCalls());
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
            g.writeRawValue(GatewayUsageJson.value(charge));
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
