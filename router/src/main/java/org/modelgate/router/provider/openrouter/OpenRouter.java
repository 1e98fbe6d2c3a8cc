package org.modelgate.router.provider.openrouter;

import java.util.List;
import java.util.Set;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.RetryHints;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hosting;

/** OpenRouter (wire notes on providers, section 4). All dialects serve all models, so a client's own is always there. */
public final class OpenRouter {
    private static final RetryHints HINTS = RetryHints.COMMON.and(
            Set.of("max_tokens_exceeded", "token_limit_exceeded", "not_found", "provider_unavailable"), List.of());

    private OpenRouter() {}

    public static Provider provider() {
        return Provider.of(
                        "openrouter",
                        Access.vendor("https://openrouter.ai/api/v1"),
                        Timeouts.COMMENTS_WHILE_WAITING,
                        Endpoint.chat(Hosting.at("/chat/completions")),
                        Endpoint.messages(Hosting.at("/messages"), AuthScheme.BEARER))
                .withHints(HINTS);
    }
}
