package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.ResponseCodec;
import org.modelgate.translator.framing.JsonTree;
import org.modelgate.translator.openai.OpenAiUsage;

/** Whole chat answers, both ways. */
final class OpenAiChatResponseCodec implements ResponseCodec {
    @Override
    public InferenceResponse decode(byte[] body) {
        JsonNode answer = JsonTree.of(body, 0, body.length);
        JsonNode choice = answer.path("choices").path(0);
        if (!choice.path("message").isObject()) {
            throw OpenAiChatErrorCodec.inAnswer(body)
                    .orElseGet(() -> GatewayError.provider("The provider's answer is no chat completion."))
                    .asException();
        }
        List<ContentPart> parts = new ArrayList<>(ReasoningParts.read(choice.path("message")));
        content(choice.path("message"), Logprobs.of(choice.path("logprobs").path("content")), parts);
        boolean calls = calls(choice.path("message"), parts);
        return new InferenceResponse(
                answer.path("id").asText(""),
                answer.path("model").asText(""),
                parts,
                FinishReasons.decode(text(choice, "finish_reason"), calls),
                null,
                null,
                usage(answer),
                text(answer, "service_tier"),
                answer.path("created").isIntegralNumber()
                        ? answer.path("created").asLong()
                        : null);
    }

    private static void content(JsonNode message, @Nullable String logprobs, List<ContentPart> parts) {
        JsonNode content = message.path("content");
        if (content.isTextual() && !content.asText().isEmpty()) {
            parts.add(new ContentPart.Text(content.asText(), null, null, logprobs));
        }
        for (JsonNode part : content) {
            for (JsonNode thought : part.path("thinking")) {
                parts.add(new ContentPart.Thinking(thought.path("text").asText(""), null));
            }
            if (part.path("text").isTextual()) {
                parts.add(ContentPart.Text.of(part.path("text").asText()));
            }
        }
        String refusal = message.path("refusal").asText("");
        if (message.path("refusal").isTextual() && !refusal.isEmpty()) {
            parts.add(new ContentPart.Refusal(refusal));
        }
    }

    private static boolean calls(JsonNode message, List<ContentPart> parts) {
        int before = parts.size();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.has("custom") ? call.path("custom") : call.path("function");
            call(call.path("id").asText(""), function, parts, before);
        }
        if (message.path("function_call").isObject()) {
            call("", message.path("function_call"), parts, before);
        }
        return parts.size() > before;
    }

    private static void call(String id, JsonNode function, List<ContentPart> parts, int before) {
        if (function.path("name").asText("").isEmpty()) {
            return;
        }
        JsonNode arguments = function.has("input") ? function.path("input") : function.path("arguments");
        String own = id.isEmpty() ? "call_" + (parts.size() - before) : id;
        String text = arguments.isObject() ? arguments.toString() : arguments.asText("");
        parts.add(new ContentPart.ToolCall(own, function.path("name").asText(), text, null));
    }

    private static @Nullable Usage usage(JsonNode answer) {
        JsonNode usage = answer.path("usage").isObject()
                ? answer.path("usage")
                : answer.path("x_groq").path("usage");
        byte[] json = usage.toString().getBytes(UTF_8);
        return OpenAiUsage.read(json, 0, json.length);
    }

    private static @Nullable String text(JsonNode holder, String name) {
        JsonNode value = holder.path(name);
        return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
    }

    @Override
    public byte[] encode(InferenceResponse response, AnswerContext context, GatewayUsage charge) {
        return new ChatAnswerWriter(context).write(response, charge);
    }
}
