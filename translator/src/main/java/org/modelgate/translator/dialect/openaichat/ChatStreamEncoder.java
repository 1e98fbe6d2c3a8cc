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
    private final boolean includeUsage;
    private final boolean hidesReasoning;

    /** A chunk up to the value of {@code delta}, and what follows that in a chunk that doesn't finish. */
    private final String head;

    private final String rest;

    private final StringBuilder out = new StringBuilder(512);
    private final Map<Integer, StreamedCall> calls = new LinkedHashMap<>();
    private final ReasoningDetails reasoning;
    private final UrlCitations annotations = new UrlCitations(UrlCitations.Form.NESTED);
    private final SurrogateGuard guard = new SurrogateGuard();

    private State state = State.INIT;
    private boolean textSent;
    private boolean refusalSent;
    private @Nullable Usage usage;
    private StreamEvent.@Nullable Finish finish;

    ChatStreamEncoder(AnswerContext context, long inputTokens) {
        this.context = context;
        this.answer = new ChatAnswer(context);
        this.reasoning = new ReasoningDetails(answer.reasoningFormat());
        this.inputTokens = inputTokens;
        this.includeUsage = context.request().includeUsage();
        this.hidesReasoning = answer.hidesReasoning();
        StringBuilder start = new StringBuilder("data: {");
        answer.head(start, "chat.completion.chunk");
        this.head = start.append(",\"choices\":").toString();
        this.rest = ",\"finish_reason\":null}]" + (includeUsage ? ",\"usage\":null" : "") + "}\n\n";
    }

    @Override
    public byte[] encode(StreamEvent event) {
        if (state == State.ENDED) {
            return NONE;
        }
        switch (event) {
            case StreamEvent.Start e -> start(e.usage());
            case StreamEvent.Text e -> text(e.text());
            case StreamEvent.Thinking e -> thinking(e.block(), e.text());
            case StreamEvent.ThinkingSignature e -> signature(e.block(), e.signature());
            case StreamEvent.RedactedThinking e -> redacted(e.block(), e.data());
            case StreamEvent.ToolCallStart e -> callStart(e);
            case StreamEvent.ToolCallArguments e -> callArguments(e);
            case StreamEvent.Refusal e -> refusal(e.text());
            case StreamEvent.Citation e -> annotations.citation(e.json());
            case StreamEvent.BlockEnd e -> blockEnd(e.block());
            case StreamEvent.UsageUpdate e -> usage = e.usage();
            case StreamEvent.Finish e -> finish = e;
            case StreamEvent.Ping e -> out.append(new String(errors.ping(), UTF_8));
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
        return take();
    }

    private byte[] take() {
        if (out.isEmpty()) {
            return NONE;
        }
        byte[] bytes = out.toString().getBytes(UTF_8);
        out.setLength(0);
        return bytes;
    }

    private void start(@Nullable Usage first) {
        if (state == State.INIT) {
            state = State.STARTED;
            usage = first;
            open();
            out.append("{\"role\":\"assistant\",\"content\":\"\"}").append(rest);
        }
    }

    private void open() {
        out.append(head).append("[{\"index\":0,\"delta\":");
    }

    /** Begins a chunk that carries a delta. */
    private void begin() {
        start(null);
        open();
    }

    private void text(String fragment) {
        String text = guard.pass(fragment);
        if (!text.isEmpty()) {
            textSent = true;
            annotations.text(text);
            stringDelta("content", text);
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
        begin();
        out.append("{\"").append(name).append("\":");
        JsonText.quote(out, text);
        out.append('}').append(rest);
    }

    private void thinking(int block, String fragment) {
        String text = hidesReasoning ? "" : guard.pass(fragment);
        if (!text.isEmpty()) {
            begin();
            out.append("{\"reasoning_content\":");
            JsonText.quote(out, text);
            out.append(",\"reasoning_details\":[");
            reasoning.text(out, block, text);
            out.append("]}").append(rest);
        }
    }

    private void signature(int block, String own) {
        begin();
        out.append("{\"reasoning_details\":[");
        reasoning.signature(out, block, answer.names().sealed("thinking", own));
        out.append("]}").append(rest);
    }

    private void redacted(int block, String data) {
        begin();
        out.append("{\"reasoning_details\":[");
        reasoning.encrypted(out, block, answer.names().sealed("redacted", data));
        out.append("]}").append(rest);
    }

    private void callStart(StreamEvent.ToolCallStart event) {
        if (calls.containsKey(event.block())) {
            return;
        }
        String name = answer.names().tool(event.name());
        StreamedCall call = new StreamedCall(calls.size(), answer.names().isCustom(name));
        calls.put(event.block(), call);
        begin();
        call.start(out, event.id(), name);
        out.append(rest);
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
        begin();
        call.delta(out, fragment);
        out.append(rest);
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
        annotations.blockEnd();
        String half = guard.flush();
        if (!half.isEmpty()) {
            stringDelta("content", half);
        }
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
            begin();
            out.append("{\"annotations\":")
                    .append(annotations.json())
                    .append('}')
                    .append(rest);
        }
        ending(charge);
        state = State.ENDED;
        out.append("data: [DONE]\n\n");
        return take();
    }

    private void ending(GatewayUsage charge) {
        FinishReason reason = finish == null ? FinishReason.STOP : finish.reason();
        if (reason == FinishReason.REFUSAL && !textSent && !refusalSent) {
            stringDelta("refusal", AnswerNames.refusal(finish == null ? null : finish.refusalJson()));
        }
        String charged = ",\"gateway_usage\":" + GatewayUsageJson.write(charge) + "}\n\n";
        open();
        out.append("{},\"finish_reason\":\"").append(FinishReasons.encode(reason, !calls.isEmpty()));
        out.append("\"}]");
        if (!includeUsage) {
            out.append(charged);
            return;
        }
        out.append(",\"usage\":null}\n\n").append(head).append("[],\"usage\":");
        UsageJson.append(out, ShownUsage.of(usage, inputTokens, charge));
        out.append(charged);
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
