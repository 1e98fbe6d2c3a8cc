package org.modelgate.router.provider.openrouter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.ChatQuirks;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.Hostings;

/** OpenRouter (wire notes on providers, section 4). All dialects serve all models, so a client's own is always there. */
public final class OpenRouter {
    private static final RetryHints HINTS = RetryHints.COMMON.and(
            Set.of("max_tokens_exceeded", "token_limit_exceeded", "not_found", "provider_unavailable"), List.of());

    /** Whose model it is doesn't matter to it. */
    private static final ChatQuirks NEUTRAL =
            ChatQuirks.NONE.renaming("random_seed", "seed").saying("tool_choice", Map.of("\"any\"", "\"required\""));

    /** Its Responses keep nothing. */
    private static final ChatQuirks STATELESS =
            ChatQuirks.NONE.taking("store", Map.of("true", "false")).dropping("background");

    private OpenRouter() {}

    public static Provider provider() {
        return Provider.of(
                        "openrouter",
                        Access.vendor("https://openrouter.ai/api/v1"),
                        Timeouts.COMMENTS_WHILE_WAITING,
                        Endpoint.chat(Hostings.chat("/chat/completions", NEUTRAL)),
                        Endpoint.messages(Hosting.at("/messages"), AuthScheme.BEARER),
                        Endpoint.responses(Hostings.chat("/responses", STATELESS)))
                .withHints(HINTS);
    }
}
