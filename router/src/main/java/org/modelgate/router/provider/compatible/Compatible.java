package org.modelgate.router.provider.compatible;

import java.util.List;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hosting;

/** Vendors and servers that speak Chat Completions (wire notes on OpenAI-compatible providers), a row each. */
public final class Compatible {
    private Compatible() {}

    public static List<Provider> providers() {
        return List.of(Provider.of(
                "openai-compatible", Access.given(), Timeouts.SILENT, Endpoint.chat(Hosting.at("/chat/completions"))));
    }
}
