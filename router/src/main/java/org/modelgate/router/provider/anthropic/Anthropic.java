package org.modelgate.router.provider.anthropic;

import org.modelgate.router.provider.AbortPolicy;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.AuthScheme;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hosting;

/** Anthropic's own API. */
public final class Anthropic {
    private Anthropic() {}

    public static Provider provider() {
        Hosting hosting = Hosting.at("/v1/messages", "/v1/messages/count_tokens");
        return Provider.of(
                        "anthropic",
                        Access.vendor("https://api.anthropic.com"),
                        Timeouts.WITH_PINGS,
                        Endpoint.messages(hosting, AuthScheme.X_API_KEY))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }
}
