package org.modelgate.deploy.simulator.vendor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.identity.Tokens;
import org.modelgate.deploy.simulator.vendor.Vendor.Strictness;

/** The vendors, a row each. */
public final class Vendors {
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String MESSAGES = "/v1/messages";
    private static final String COUNT = "/v1/messages/count_tokens";

    private static final List<Vendor> ALL = List.of(
            Vendor.of("mistral", "/v1", CHAT)
                    .refusing(
                            "stream_options",
                            "max_completion_tokens",
                            "seed",
                            "logit_bias",
                            "logprobs",
                            "user",
                            "store",
                            "metadata",
                            "service_tier")
                    .strict(
                            Strictness.NO_NAMES,
                            Strictness.NO_STRICT,
                            Strictness.NINE_CHARACTER_IDS,
                            Strictness.NO_REASONING,
                            Strictness.ANY_FOR_REQUIRED)
                    .errors(ErrorStyle.FLAT)
                    .tellingUsageUnasked()
                    .usage(Vendors::cachedAsNumber),
            Vendor.of("groq", "/openai/v1", CHAT, RESPONSES)
                    .refusing("logprobs", "logit_bias", "top_logprobs", "store", "metadata")
                    .strict(Strictness.NO_NULLS, Strictness.NO_NAMES, Strictness.REASONING_ONLY_IN_REASONING)
                    .usage(Vendors::inGroqsOwn),
            Vendor.of("deepseek", "", CHAT, MESSAGES)
                    .at(Map.of(
                            "/deepseek/chat/completions", CHAT,
                            "/deepseek/anthropic/v1/messages", MESSAGES))
                    .keys("x-api-key", "authorization")
                    .refusing("max_completion_tokens", "store", "metadata")
                    .strict(Strictness.NO_STRICT, Strictness.REASONING_EACH_TURN)
                    .usage(Vendors::hitsAndMisses),
            Vendor.of("xai", "/v1", CHAT, RESPONSES)
                    .refusing("stop", "frequency_penalty", "presence_penalty", "logit_bias")
                    .strict(Strictness.NO_STRICT, Strictness.NO_NAMES, Strictness.NO_REASONING)
                    .errors(ErrorStyle.TEXT)
                    .usage(Vendors::reasoningBeside),
            Vendor.of("together", "/v1", CHAT).refusing("max_completion_tokens", "store", "metadata"),
            Vendor.of("fireworks", "/inference/v1", CHAT, RESPONSES, MESSAGES, COUNT)
                    .refusing("store", "metadata")
                    .strict(Strictness.NO_STRICT)
                    .tellingUsageUnasked(),
            Vendor.of("cerebras", "/v1", CHAT)
                    .refusing("frequency_penalty", "presence_penalty", "logit_bias", "store", "metadata")
                    .strict(Strictness.NO_STRICT, Strictness.REASONING_ONLY_IN_REASONING)
                    .errors(ErrorStyle.FLAT),
            Vendor.of("featherless", "/v1", CHAT)
                    .refusing("max_completion_tokens", "response_format", "store", "metadata")
                    .strict(Strictness.NO_STRICT, Strictness.NO_FORCED_TOOL, Strictness.NO_REASONING),
            Vendor.of("vllm", "/v1", CHAT).strict(Strictness.NO_STRICT, Strictness.REASONING_ONLY_IN_REASONING),
            Vendor.of("ollama", "/v1", CHAT)
                    .keys()
                    .refusing("max_completion_tokens")
                    .strict(Strictness.NO_STRICT, Strictness.NO_FORCED_TOOL),
            Vendor.of("lm-studio", "/v1", CHAT)
                    .refusing("max_completion_tokens")
                    .strict(Strictness.NO_STRICT, Strictness.NO_REASONING),
            Vendor.of("openrouter", "/api/v1", CHAT, MESSAGES, RESPONSES)
                    .errors(ErrorStyle.NUMBERED)
                    .tellingUsageUnasked()
                    .usage(Vendors::withCost),
            Vendor.of("portkey", "/v1", CHAT, MESSAGES, COUNT, RESPONSES)
                    .keys("x-portkey-api-key")
                    .errors(ErrorStyle.STATUS),
            Vendor.of("azure", "", CHAT, RESPONSES)
                    .at(Map.of(
                            "/azure/openai/v1/chat/completions", CHAT,
                            "/azure/openai/v1/responses", RESPONSES,
                            "/azure/openai/deployments/*/chat/completions", CHAT,
                            "/azure/openai/responses", RESPONSES))
                    .keys("api-key")
                    .withEntra()
                    .errors(ErrorStyle.AZURE),
            Vendor.of("foundry", "/anthropic/v1", MESSAGES, COUNT)
                    .keys("x-api-key", "api-key")
                    .withEntra()
                    .errors(ErrorStyle.AZURE));

    private Vendors() {}

    /** Each vendor in each of the dialects; a call is for the first that speaks it. */
    public static List<Dialect> surfaces(List<Dialect> dialects, Tokens tokens) {
        return ALL.stream()
                .flatMap(vendor ->
                        dialects.stream().map(dialect -> (Dialect) new VendorSurface(vendor, dialect, tokens)))
                .toList();
    }

    private static ObjectNode usageOf(ObjectNode answer) {
        return (ObjectNode) answer.path("usage");
    }

    private static long cached(ObjectNode usage) {
        return usage.path("prompt_tokens_details").path("cached_tokens").asLong();
    }

    private static ObjectNode cachedAsNumber(ObjectNode answer) {
        ObjectNode usage = usageOf(answer);
        usage.put("num_cached_tokens", cached(usage))
                .remove(List.of("prompt_tokens_details", "completion_tokens_details"));
        return answer;
    }

    /** A stream's last chunk has it in a place of its own only. */
    private static ObjectNode inGroqsOwn(ObjectNode answer) {
        if (answer.path("object").asText().endsWith("chunk")) {
            ObjectNode usage = usageOf(answer);
            answer.putObject("x_groq").set("usage", usage);
            answer.remove("usage");
        }
        return answer;
    }

    private static ObjectNode hitsAndMisses(ObjectNode answer) {
        ObjectNode usage = usageOf(answer);
        if (usage.has("prompt_tokens")) {
            long hits = cached(usage);
            usage.put("prompt_cache_hit_tokens", hits)
                    .put("prompt_cache_miss_tokens", usage.path("prompt_tokens").asLong() - hits)
                    .remove("prompt_tokens_details");
        }
        return answer;
    }

    private static ObjectNode reasoningBeside(ObjectNode answer) {
        ObjectNode usage = usageOf(answer);
        if (usage.has("completion_tokens")) {
            long reasoning = usage.path("completion_tokens_details")
                    .path("reasoning_tokens")
                    .asLong();
            usage.put("completion_tokens", usage.path("completion_tokens").asLong() - reasoning);
        }
        return answer;
    }

    private static ObjectNode withCost(ObjectNode answer) {
        ObjectNode usage = usageOf(answer);
        if (usage.has("prompt_tokens")) {
            usage.put("cost", 0.00123)
                    .put("is_byok", false)
                    .putObject("cost_details")
                    .putNull("upstream_inference_cost");
        }
        return answer;
    }
}
