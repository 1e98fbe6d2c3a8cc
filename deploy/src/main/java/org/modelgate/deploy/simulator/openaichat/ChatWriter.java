package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;
import org.modelgate.deploy.simulator.core.Block;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Usage;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Puts a whole answer into a chat completion. */
final class ChatWriter {

    /** Answers must not depend on the clock. */
    static final long CREATED = 1_790_000_000L;

    static final String FINGERPRINT = "fp_simulator";

    private ChatWriter() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String id(Reply reply) {
        return "chatcmpl-" + reply.id();
    }

    static String callId(Block.ToolCall call) {
        return "call_" + call.id();
    }

    static ObjectNode answer(Prompt prompt, Reply reply, UsageForm form) {
        ObjectNode json = object().put("id", id(reply))
                .put("object", "chat.completion")
                .put("created", CREATED)
                .put("model", prompt.model());
        ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
        choice.set("message", message(prompt, reply));
        choice.putNull("logprobs").put("finish_reason", finishReason(prompt, reply));
        form.put(json, usage(reply.usage()));
        return json.put("service_tier", "default").put("system_fingerprint", FINGERPRINT);
    }

    private static ObjectNode message(Prompt prompt, Reply reply) {
        ObjectNode message = object().put("role", "assistant");
        List<Block.ToolCall> calls = of(reply, Block.ToolCall.class);
        String text = of(reply, Block.Text.class).stream().map(Block.Text::text).collect(Collectors.joining());
        message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text);
        of(reply, Block.Thinking.class).forEach(thinking -> message.put("reasoning_content", thinking.text()));
        message.putNull("refusal").putArray("annotations");
        if (!calls.isEmpty()) {
            ArrayNode array = message.putArray("tool_calls");
            for (Block.ToolCall call : calls) {
                call(array.addObject(), prompt, call, call.arguments());
            }
        }
        return message;
    }

    /** @param given the arguments of a function or the text for a free-form tool */
    static void call(ObjectNode json, Prompt prompt, Block.ToolCall call, String given) {
        String kind = kind(prompt, call);
        json.put("id", callId(call))
                .put("type", kind)
                .putObject(kind)
                .put("name", call.name())
                .put(field(kind), given);
    }

    static String kind(Prompt prompt, Block.ToolCall call) {
        return prompt.offer().takesFreeText(call.name()) ? "custom" : "function";
    }

    static String field(String kind) {
        return kind.equals("custom") ? "input" : "arguments";
    }

    private static <T extends Block> List<T> of(Reply reply, Class<T> kind) {
        return reply.blocks().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static String finishReason(Prompt prompt, Reply reply) {
        return switch (reply.stop()) {
            case END, STOP_SEQUENCE, PAUSE -> "stop";
            case MAX_TOKENS -> "length";
            // The API says "stop" when the caller named the function, although there is a call.
            case TOOL_CALLS -> prompt.offer().choice() instanceof Prompt.Choice.Named ? "stop" : "tool_calls";
        };
    }

    static ObjectNode usage(Usage usage) {
        ObjectNode json = object().put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.prompt() + usage.output());
        json.putObject("prompt_tokens_details")
                .put("cached_tokens", usage.cacheRead())
                .put("cache_write_tokens", usage.cacheWrite())
                .put("audio_tokens", 0);
        json.putObject("completion_tokens_details")
                .put("reasoning_tokens", usage.thinking())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return json;
    }
}
