package org.modelgate.translator.dialect.openaichat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Sampling;
import org.modelgate.common.inference.Tool;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.AutomaticCache;
import org.modelgate.translator.openai.Efforts;
import org.modelgate.translator.openai.Formats;
import org.modelgate.translator.openai.Moderation;

/** A client's chat request to canonical form. */
final class RequestReader {
    private static final int STOPS_MAX = 4;

    /** Fields that the canonical model has, and those that ended at the scanner. */
    private static final Set<String> MODELLED = Set.of(
            "model",
            "messages",
            "max_completion_tokens",
            "max_tokens",
            "temperature",
            "top_p",
            "top_k",
            "frequency_penalty",
            "presence_penalty",
            "n",
            "stop",
            "seed",
            "logit_bias",
            "logprobs",
            "top_logprobs",
            "stream",
            "stream_options",
            "response_format",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "reasoning_effort",
            "reasoning",
            "include_reasoning",
            "thinking",
            "verbosity",
            "modalities",
            "service_tier",
            "safety_identifier",
            "user",
            "prompt_cache_key",
            "cache_control",
            "provider",
            "models",
            "providerOptions",
            "portkey_provider",
            "portkey_virtual_key");

    private final At root;

    RequestReader(At root) {
        this.root = root;
    }

    InferenceRequest read() {
        refuseWhatHasNoCounterpart();
        ConversationReader conversation = new ConversationReader(root.get("messages"));
        conversation.read();
        ToolReader tools = new ToolReader(root);
        List<Tool> offered = tools.tools();
        return new InferenceRequest(
                root.get("model").name(),
                conversation.system(),
                conversation.messages(),
                offered,
                tools.choice(offered),
                offered.isEmpty() ? null : root.get("parallel_tool_calls").flagOrNull(),
                maxOutputTokens(),
                stop(),
                sampling(),
                reasoning(),
                Formats.nested(root.get("response_format")),
                root.get("verbosity").oneOfOrNull(List.of("low", "medium", "high")),
                AutomaticCache.of(root, conversation.system(), conversation.messages(), offered),
                root.get("service_tier").stringOrNull(),
                userId(),
                root.get("prompt_cache_key").stringOrNull(),
                root.get("stream").flag(),
                root.get("stream_options").get("include_usage").flag(),
                choices(),
                logprobs(),
                extras());
    }

    private void refuseWhatHasNoCounterpart() {
        for (At modality : root.get("modalities").items()) {
            if (!modality.string().equals("text")) {
                throw modality.invalid("this model answers with text only");
            }
        }
        if (root.get("audio").present()) {
            throw root.get("audio").invalid("this model answers with text only");
        }
        Moderation.refuseBlocking(root);
    }

    private @Nullable Long maxOutputTokens() {
        Long current = root.get("max_completion_tokens").integerOrNull(1, Integer.MAX_VALUE);
        Long old = root.get("max_tokens").integerOrNull(1, Integer.MAX_VALUE);
        if (current != null && old != null) {
            throw root.get("max_tokens").invalid("can't be used together with 'max_completion_tokens'");
        }
        return current != null ? current : old;
    }

    private int choices() {
        Long n = root.get("n").integerOrNull(1, 128);
        return n == null ? 1 : n.intValue();
    }

    private List<String> stop() {
        At stop = root.get("stop");
        if (stop.node().isTextual()) {
            return List.of(stop.string());
        }
        List<At> items = stop.items();
        if (items.size() > STOPS_MAX) {
            throw stop.invalid("must have at most " + STOPS_MAX + " entries");
        }
        return items.stream().map(At::string).toList();
    }

    private Sampling sampling() {
        At bias = root.get("logit_bias");
        return new Sampling(
                root.get("temperature").numberOrNull(0, 2),
                root.get("top_p").numberOrNull(0, 1),
                root.get("top_k").integerOrNull(0, Integer.MAX_VALUE),
                root.get("frequency_penalty").numberOrNull(-2, 2),
                root.get("presence_penalty").numberOrNull(-2, 2),
                root.get("seed").integerOrNull(Long.MIN_VALUE, Long.MAX_VALUE),
                bias.present() && !bias.object().node().isEmpty() ? bias.node().toString() : null);
    }

    /** OpenAI's field, OpenRouter's object, or Anthropic's; the first that says something decides. */
    private Reasoning reasoning() {
        At openRouter = root.get("reasoning");
        boolean hidden = openRouter.get("exclude").flag()
                || Objects.equals(root.get("include_reasoning").flagOrNull(), false);
        String display = hidden ? "omitted" : null;
        String effort = root.get("reasoning_effort").oneOfOrNull(Efforts.SCALE);
        if (effort == null) {
            effort = openRouter.get("effort").oneOfOrNull(Efforts.SCALE);
        }
        Long budget = openRouter.get("max_tokens").integerOrNull(0, Integer.MAX_VALUE);
        At thinking = root.get("thinking");
        String type = thinking.present()
                ? thinking.get("type").oneOfOrNull(List.of("enabled", "disabled", "adaptive"))
                : null;
        if (effort != null) {
            return effort.equals("none")
                    ? new Reasoning(Reasoning.Mode.OFF, effort, null, display)
                    : new Reasoning(Reasoning.Mode.ADAPTIVE, effort, null, display);
        }
        if (budget == null && type != null) {
            budget = thinking.get("budget_tokens").integerOrNull(0, Integer.MAX_VALUE);
        }
        Boolean enabled = openRouter.get("enabled").flagOrNull();
        if (Objects.equals(enabled, false) || Objects.equals(type, "disabled")) {
            return new Reasoning(Reasoning.Mode.OFF, null, null, display);
        }
        if (budget != null && budget > 0) {
            return new Reasoning(Reasoning.Mode.BUDGET, null, budget, display);
        }
        boolean asked = Objects.equals(enabled, true) || type != null;
        Reasoning.Mode mode = asked ? Reasoning.Mode.ADAPTIVE : Reasoning.Mode.UNSPECIFIED;
        return new Reasoning(mode, null, null, display);
    }

    private @Nullable String userId() {
        String identifier = root.get("safety_identifier").stringOrNull();
        return identifier != null ? identifier : root.get("user").stringOrNull();
    }

    private @Nullable String logprobs() {
        Long top = root.get("top_logprobs").integerOrNull(0, 20);
        if (!root.get("logprobs").flag()) {
            if (top != null && top > 0) {
                throw root.get("top_logprobs").invalid("is only allowed when 'logprobs' is true");
            }
            return null;
        }
        return Logprobs.asked(top);
    }

    /** Whether their loss is worth a warning is for the target's codec to say. */
    private Map<String, String> extras() {
        Map<String, String> extras = new LinkedHashMap<>();
        root.node().properties().forEach(member -> {
            if (!MODELLED.contains(member.getKey()) && !member.getValue().isNull()) {
                extras.put(member.getKey(), member.getValue().toString());
            }
        });
        return extras;
    }
}
