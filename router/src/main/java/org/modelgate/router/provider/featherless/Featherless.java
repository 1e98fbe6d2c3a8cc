package org.modelgate.router.provider.featherless;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.router.provider.AbortPolicy;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.CommonChat;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.ChatQuirks;
import org.modelgate.translator.Hostings;

/**
 * Featherless (wire notes on OpenAI-compatible providers, section 2.8). A model that isn't loaded is told by 400, which isn't the
 * client's fault; a request that is closed gives its units back.
 */
public final class Featherless {
    private static final int UNITS = 8;
    private static final String LEAVE_OUT = "";

    private static final ChatQuirks QUIRKS = CommonChat.OLD_CAP
            .dropping("response_format", "service_tier", "parallel_tool_calls", "logit_bias", "prompt_cache_key")
            .taking("tool_choice", Map.of("\"auto\"", "\"auto\"", "\"none\"", "\"none\"", "*", LEAVE_OUT))
            .withoutStrict()
            .reasoningIn("");

    private static final RetryHints HINTS = RetryHints.COMMON.and(
            Set.of("model_cold"), List.of("model is cold", "not ready", "is not loaded", "no valid executor"));

    private Featherless() {}

    public static Provider provider() {
        return Provider.of(
                        "featherless",
                        Access.vendor("https://api.featherless.ai/v1"),
                        Timeouts.SILENT,
                        Endpoint.chat(Hostings.chat("/chat/completions", QUIRKS)))
                .withHints(HINTS)
                .withMaxConnections(UNITS)
                .stopping(AbortPolicy.STOPS)
                .costing(new ModelUnits());
    }
}
