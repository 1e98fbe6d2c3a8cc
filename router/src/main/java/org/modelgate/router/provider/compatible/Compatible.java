package org.modelgate.router.provider.compatible;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.router.provider.AbortPolicy;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.CommonChat;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.ChatQuirks;
import org.modelgate.translator.ChatQuirks.CallIds;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.Hostings;

/** Vendors and servers that speak Chat Completions (wire notes on OpenAI-compatible providers), a row each. */
public final class Compatible {
    private static final String CHAT = "/chat/completions";
    private static final Endpoint RESPONSES = Endpoint.responses(Hosting.at("/responses"));

    private static final String LEAVE_OUT = "";

    private Compatible() {}

    public static List<Provider> providers() {
        return List.of(
                mistral(),
                groq(),
                deepSeek(),
                xAi(),
                together(),
                fireworks(),
                cerebras(),
                vllm(),
                ollama(),
                lmStudio(),
                Provider.of("openai-compatible", Access.given(), Timeouts.SILENT, Endpoint.chat(Hosting.at(CHAT))));
    }

    private static Endpoint chat(ChatQuirks quirks) {
        return Endpoint.chat(Hostings.chat(CHAT, quirks));
    }

    private static Provider mistral() {
        ChatQuirks quirks = CommonChat.OLD_CAP
                .dropping(
                        "stream_options", "logit_bias", "logprobs", "top_logprobs", "service_tier", "reasoning_format")
                .renaming("seed", "random_seed")
                .saying("tool_choice", Map.of("\"required\"", "\"any\""))
                .taking(
                        "reasoning_effort",
                        Map.of(
                                "\"minimal\"", "\"none\"",
                                "\"low\"", "\"none\"",
                                "\"medium\"", "\"high\"",
                                "\"xhigh\"", "\"high\"",
                                "\"max\"", "\"high\""))
                .withoutStrict()
                .withoutNames()
                .reasoningIn("")
                .withCallIds(CallIds.NINE_ALPHANUMERIC);
        return Provider.of("mistral", Access.vendor("https://api.mistral.ai/v1"), Timeouts.SILENT, chat(quirks));
    }

    private static Provider groq() {
        ChatQuirks quirks = CommonChat.PLAIN
                .dropping("logprobs", "logit_bias", "top_logprobs")
                .saying("service_tier", Map.of("\"default\"", "\"on_demand\""))
                .taking("n", Map.of("1", "1", "*", LEAVE_OUT))
                .taking(
                        "service_tier",
                        Map.of(
                                "\"auto\"", "\"auto\"",
                                "\"on_demand\"", "\"on_demand\"",
                                "\"performance\"", "\"performance\"",
                                "\"flex\"", "\"flex\"",
                                "*", LEAVE_OUT))
                .withoutNames()
                .reasoningIn("reasoning");
        return Provider.of(
                        "groq",
                        Access.vendor("https://api.groq.com/openai/v1"),
                        Timeouts.SILENT,
                        chat(quirks),
                        RESPONSES)
                .withHints(RetryHints.COMMON.and(Set.of("tool_use_failed"), List.of()));
    }

    /** Its base URL has no version: one path is Anthropic's. */
    private static Provider deepSeek() {
        ChatQuirks quirks = CommonChat.OLD_CAP
                .dropping("logit_bias", "service_tier", "parallel_tool_calls", "seed", "n", "prompt_cache_key")
                .taking(
                        "reasoning_effort",
                        Map.of("\"minimal\"", "\"low\"", "\"medium\"", "\"high\"", "\"xhigh\"", "\"max\""))
                .withoutStrict()
                .backfilling(model -> !model.contains("reasoner") && !model.contains("r1"));
        return Provider.of(
                        "deepseek",
                        Access.vendor("https://api.deepseek.com").withoutSuffix("/v1"),
                        Timeouts.COMMENTS_WHILE_WAITING,
                        chat(quirks),
                        Endpoint.messages(Hosting.at("/anthropic/v1/messages"), AuthScheme.X_API_KEY))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    private static Provider xAi() {
        ChatQuirks quirks = CommonChat.PLAIN
                .dropping("logit_bias", "service_tier", "prompt_cache_key")
                .droppingFor(
                        model -> !model.contains("non-reasoning")
                                && !model.equals("grok-3")
                                && !model.startsWith("grok-2"),
                        "stop",
                        "frequency_penalty",
                        "presence_penalty")
                .taking(
                        "reasoning_effort",
                        Map.of("\"minimal\"", "\"low\"", "\"xhigh\"", "\"high\"", "\"max\"", "\"high\""))
                .withoutStrict()
                .withoutNames()
                .reasoningIn("");
        return Provider.of("xai", Access.vendor("https://api.x.ai/v1"), Timeouts.SILENT, chat(quirks), RESPONSES)
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    private static Provider together() {
        ChatQuirks quirks = CommonChat.OLD_CAP
                .dropping("service_tier", "parallel_tool_calls", "prompt_cache_key")
                .taking(
                        "reasoning_effort",
                        Map.of("\"minimal\"", "\"low\"", "\"xhigh\"", "\"high\"", "\"max\"", "\"high\""));
        return Provider.of("together", Access.vendor("https://api.together.ai/v1"), Timeouts.SILENT, chat(quirks))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    private static Provider fireworks() {
        ChatQuirks quirks =
                CommonChat.PLAIN.renaming("max_completion_tokens", "max_tokens").withoutStrict();
        return Provider.of(
                        "fireworks",
                        Access.vendor("https://api.fireworks.ai/inference/v1"),
                        Timeouts.SILENT,
                        chat(quirks),
                        Endpoint.messages(Hosting.at("/messages"), AuthScheme.BEARER),
                        RESPONSES)
                .withHints(RetryHints.COMMON.and(Set.of("NOT_FOUND"), List.of("account is suspended")))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    private static Provider cerebras() {
        ChatQuirks quirks = CommonChat.PLAIN
                .dropping("frequency_penalty", "presence_penalty", "logit_bias", "service_tier", "prompt_cache_key")
                .withoutStrict()
                .reasoningIn("reasoning");
        return Provider.of("cerebras", Access.vendor("https://api.cerebras.ai/v1"), Timeouts.SILENT, chat(quirks));
    }

    private static Provider vllm() {
        return server(
                "vllm",
                "http://localhost:8000/v1",
                CommonChat.PLAIN.withoutStrict().reasoningIn("reasoning"));
    }

    private static Provider ollama() {
        ChatQuirks quirks = CommonChat.OLD_CAP
                .dropping(
                        "tool_choice",
                        "logit_bias",
                        "n",
                        "service_tier",
                        "parallel_tool_calls",
                        "logprobs",
                        "top_logprobs",
                        "prompt_cache_key")
                .taking(
                        "reasoning_effort",
                        Map.of("\"minimal\"", "\"low\"", "\"xhigh\"", "\"high\"", "\"max\"", "\"high\""))
                .withoutStrict()
                .reasoningIn("reasoning");
        return server("ollama", "http://localhost:11434/v1", quirks);
    }

    private static Provider lmStudio() {
        ChatQuirks quirks = CommonChat.OLD_CAP
                .dropping("service_tier", "parallel_tool_calls", "prompt_cache_key")
                .taking(
                        "tool_choice",
                        Map.of(
                                "\"auto\"", "\"auto\"",
                                "\"none\"", "\"none\"",
                                "*", "\"required\""))
                .withoutStrict()
                .reasoningIn("");
        return server("lm-studio", "http://localhost:1234/v1", quirks);
    }

    /** One of the operator's own: it may load the model first, and few calls run at once. */
    private static Provider server(String type, String url, ChatQuirks quirks) {
        return Provider.of(type, Access.server(url), Timeouts.LOADING, chat(quirks))
                .withMaxConnections(64)
                .stopping(AbortPolicy.STOPS);
    }
}
