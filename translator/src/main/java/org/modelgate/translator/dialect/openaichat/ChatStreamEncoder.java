package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.ShownUsage;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.openai.AnswerNames;
import org.modelgate.translator.openai.JsonText;
import org.modelgate.translator.openai.UrlCitations;

/**
 * Canonical events to a chat stream. The official SDK concatenates strings over chunks, so role, id and name of a call go out
 * once; tool indices are counted here, without gaps, whatever the blocks' keys are.
 */
final class ChatStreamEncoder implements StreamEncoder {
    private static final byte[] NONE = {};

    private enum State {
        INIT,
        STARTED,
        ENDED
    }

    private final AnswerContext context;
    private final ChatAnswer answer;
    private final OpenAiChatErrorCodec errors = new OpenAiChatErrorCodec();
    private final long inputTokens;

    private final ChunkWriter out;
    private final Map<Integer, StreamedCall> calls = new LinkedHashMap<>();
    private final StreamedThoughts thoughts;
    private final UrlCitations annotations = new UrlCitations(UrlCitations.Form.NESTED);
    private final SurrogateGuard guard = new SurrogateGuard();

    private State state = State.INIT;
    /** Of text that the guard holds. */
    private @Nullable String logprobs;

    private boolean textSent;
    private boolean refusalSent;
    private @Nullable Usage usage;
    private StreamEvent.@Nullable Finish finish;

    ChatStreamEncoder(AnswerContext context, long inputTokens) {
        this.context = context;
        this.answer = new ChatAnswer(context);
        this.inputTokens = inputTokens;
        this.out = new ChunkWriter(answer, context.request().includeUsage());
        this.thoughts = new StreamedThoughts(answer, out, this::begin);
    }

    @Override
    public byte[] encode(StreamEvent event) {
        if (state == State.ENDED) {
            return NONE;
        }
        switch (event) {
            case StreamEvent.Start e -> start(e.usage());
            case StreamEvent.Text e -> text(e.text(), e.logprobsJson());
            case StreamEvent.Thinking e -> thoughts.text(e.block(), e.text());
            case StreamEvent.ThinkingSignature e -> thoughts.signature(e.block(), e.signature());
            case StreamEvent.RedactedThinking e -> thoughts.redacted(e.block(), e.data());
            case StreamEvent.ToolCallStart e -> callStart(e);
            case StreamEvent.ToolCallArguments e -> callArguments(e);
            case StreamEvent.Refusal e -> refusal(e.text());
            case StreamEvent.Citation e -> annotations.citation(e.json());
            case StreamEvent.BlockEnd e -> blockEnd(e.block());
            case StreamEvent.UsageUpdate e -> usage = e.usage();
            case StreamEvent.Finish e -> finish = e;
            case StreamEvent.Ping e -> out.raw(new String(errors.ping(), UTF_8));
            case StreamEvent.Opaque e -> {
                // Hosted calls and their results are invisible in chat.
            }
            case StreamEvent.Done e -> {
                // finish() writes the end.
            }
            case StreamEvent.Failed e -> {
                // fail() writes it.
            }
        }
        return out.take();
    }

    private void start(@Nullable Usage first) {
        if (state == State.INIT) {
            state = State.STARTED;
            usage = first;
            out.begin().append("{\"role\":\"assistant\",\"content\":\"\"}");
            out.end();
        }
    }

    /** Begins a chunk that carries a delta. */
    private StringBuilder begin() {
        start(null);
        return out.begin();
    }

    private void text(String fragment, @Nullable String ofTokens) {
        logprobs = Logprobs.join(logprobs, answer.asked(ofTokens));
        content(guard.pass(fragment));
    }

    private void content(String text) {
        if (!text.isEmpty()) {
            textSent = true;
            annotations.text(text);
            JsonText.quote(begin().append("{\"content\":"), text);
            out.raw("}");
            out.end(logprobs == null ? "" : ChatAnswer.logprobs(logprobs));
            logprobs = null;
        }
    }

    private void refusal(String fragment) {
        String text = guard.pass(fragment);
        if (!text.isEmpty()) {
            refusalSent = true;
            stringDelta("refusal", text);
        }
    }

    private void stringDelta(String name, String text) {
        StringBuilder delta = begin().append("{\"").append(name).append("\":");
        JsonText.quote(delta, text);
        delta.append('}');
        out.end();
    }

    private void callStart(StreamEvent.ToolCallStart event) {
        if (calls.containsKey(event.block())) {
            return;
        }
        String name = answer.names().tool(event.name());
        StreamedCall call = new StreamedCall(calls.size(), answer.names().isCustom(name));
        calls.put(event.block(), call);
        call.start(begin(), event.id(), name);
        out.end();
    }

    private void callArguments(StreamEvent.ToolCallArguments event) {
        StreamedCall call = calls.get(event.block());
        if (call != null) {
            String fragment = call.take(event.fragment());
            if (!fragment.isEmpty()) {
                callDelta(call, fragment);
            }
        }
    }

    private void callDelta(StreamedCall call, String fragment) {
        call.delta(begin(), fragment);
        out.end();
    }

    private void blockEnd(int block) {
        StreamedCall call = calls.get(block);
        if (call != null) {
            String last = call.end();
            if (!last.isEmpty()) {
                callDelta(call, last);
            }
            return;
        }
        thoughts.blockEnd(block);
        content(guard.flush());
        logprobs = null;
        annotations.blockEnd();
    }

    @Override
    public byte[] finish(GatewayUsage charge) {
        if (state == State.ENDED) {
            return NONE;
        }
        start(null);
        calls.values().forEach(call -> {
            String last = call.end();
            if (!last.isEmpty()) {
                callDelta(call, last);
            }
        });
        annotations.blockEnd();
        if (!annotations.isEmpty()) {
            begin().append("{\"annotations\":").append(annotations.json()).append('}');
            out.end();
        }
        ending(charge);
        state = State.ENDED;
        out.raw("data: [DONE]\n\n");
        return out.take();
    }

    private void ending(GatewayUsage charge) {
        FinishReason reason = finish == null ? FinishReason.STOP : finish.reason();
        if (reason == FinishReason.REFUSAL && !textSent && !refusalSent) {
            stringDelta("refusal", AnswerNames.refusal(finish == null ? null : finish.refusalJson()));
        }
        out.finish(
                FinishReasons.encode(reason, !calls.isEmpty()),
                ShownUsage.of(usage, inputTokens, charge),
                GatewayUsageJson.value(charge));
    }

    @Override
    public byte[] fail(GatewayError error) {
        if (state == State.ENDED) {
            return NONE;
        }
        state = State.ENDED;
        return errors.event(error, context.answerId());
    }
}
