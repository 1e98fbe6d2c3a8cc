package org.modelgate.translator.dialect.openairesponses;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.ShownUsage;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.openai.AnswerNames;

/**
 * Canonical events to a Responses stream (translation table 9.3, writer R): created, in_progress, the ladder of each item, and
 * one terminal event that holds the whole object. Items are made by {@link OpenItems}.
 */
final class ResponsesStreamEncoder implements StreamEncoder {
    private static final byte[] NONE = {};

    private enum State {
        INIT,
        STARTED,
        ENDED
    }

    private final EventWriter out = new EventWriter();
    private final ResponseObject object;
    private final ResponsesErrorCodec errors = new ResponsesErrorCodec();
    private final OpenItems items;
    private final long inputTokens;

    private State state = State.INIT;
    private @Nullable Usage usage;
    private StreamEvent.@Nullable Finish finish;
    private @Nullable Ending ending;

    ResponsesStreamEncoder(AnswerContext context, long inputTokens) {
        this.object = new ResponseObject(context);
        this.items = new OpenItems(out, object, new AnswerNames(context), Shown.to(context.request()));
        this.inputTokens = inputTokens;
    }

    @Override
    public byte[] encode(StreamEvent event) {
        if (state == State.ENDED || event instanceof StreamEvent.Failed) {
            return NONE;
        }
        start(event);
        switch (event) {
            case StreamEvent.Start e -> usage = e.usage() == null ? usage : e.usage();
            case StreamEvent.UsageUpdate e -> usage = e.usage();
            case StreamEvent.Ping e -> out.raw(errors.ping());
            case StreamEvent.Finish e -> {
                finish = e;
                close();
            }
            case StreamEvent.Done e -> close();
            case StreamEvent.Failed e -> {
                // fail() writes it.
            }
            case StreamEvent.Text e -> items.text(e.block(), e.text(), e.logprobsJson());
            case StreamEvent.Refusal e -> items.refusal(e.block(), e.text());
            case StreamEvent.Citation e -> items.citation(e.block(), e.json());
            case StreamEvent.Thinking e -> items.thinking(e.block(), e.text());
            case StreamEvent.ThinkingSignature e -> items.signature(e.block(), e.signature());
            case StreamEvent.RedactedThinking e -> items.redacted(e.data());
            case StreamEvent.ToolCallStart e -> items.callStart(e.block(), e.id(), e.name());
            case StreamEvent.ToolCallArguments e -> items.callArguments(e.block(), e.fragment());
            case StreamEvent.Opaque e -> items.opaque(e.part());
            case StreamEvent.BlockEnd e -> items.blockEnd(e.block());
        }
        return out.take();
    }

    /** The first events; a sign of life may come before the provider's own start. */
    private void start(StreamEvent event) {
        if (state == State.INIT && !(event instanceof StreamEvent.Ping)) {
            state = State.STARTED;
            lifecycle("response.created", ResponseObject.State.begun());
            lifecycle("response.in_progress", ResponseObject.State.begun());
        }
    }

    private void lifecycle(String type, ResponseObject.State now) {
        object.write(out.begin(type).append(",\"response\":"), now);
        out.end();
    }

    /** Closes what is open, once it is known how the answer ends. */
    private Ending close() {
        if (ending == null) {
            FinishReason reason = finish == null ? FinishReason.STOP : finish.reason();
            String details = finish == null ? null : finish.refusalJson();
            if (reason == FinishReason.REFUSAL && details != null && !items.said() && !items.refused()) {
                items.refusal(OpenItems.OWN_BLOCK, AnswerNames.refusal(details));
            }
            ending = Ending.of(reason, items.called(), items.refused() && !items.said());
            items.close(ending.cut());
        }
        return ending;
    }

    @Override
    public byte[] finish(GatewayUsage charge) {
        if (state == State.ENDED) {
            return NONE;
        }
        start(new StreamEvent.Done());
        Ending how = close();
        state = State.ENDED;
        Usage shown = ShownUsage.of(usage, inputTokens, charge);
        lifecycle(
                "response." + how.status(),
                new ResponseObject.State(how, null, items.finished(), shown, null, GatewayUsageJson.value(charge)));
        return out.take();
    }

    @Override
    public byte[] fail(GatewayError error) {
        if (state == State.ENDED) {
            return NONE;
        }
        start(new StreamEvent.Done());
        state = State.ENDED;
        out.event("error", ResponsesErrorCodec.eventMembers(error));
        lifecycle(
                "response.failed",
                new ResponseObject.State(
                        new Ending("failed", null),
                        ResponsesErrorCodec.failure(error),
                        items.finished(),
                        usage,
                        null,
                        null));
        return out.take();
    }
}
