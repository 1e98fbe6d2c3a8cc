package org.modelgate.router.provider;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.modelgate.router.provider.amazon.Bedrock;
import org.modelgate.router.provider.anthropic.Anthropic;
import org.modelgate.router.provider.azure.Azure;
import org.modelgate.router.provider.compatible.Compatible;
import org.modelgate.router.provider.featherless.Featherless;
import org.modelgate.router.provider.google.Google;
import org.modelgate.router.provider.openai.OpenAi;
import org.modelgate.router.provider.openrouter.OpenRouter;
import org.modelgate.router.provider.portkey.Portkey;
import org.modelgate.translator.Hosting;

/** All kinds of providers; a new one is one line here, or one row in {@code compatible}. */
public final class Providers {
    private static final List<Provider> ALL = Stream.concat(
                    Stream.of(
                            Anthropic.provider(),
                            OpenAi.chat(),
                            OpenAi.responses(),
                            Google.gemini(),
                            Google.vertex(),
                            Bedrock.provider(),
                            Azure.models(),
                            Azure.foundry(),
                            OpenRouter.provider(),
                            Portkey.provider(),
                            Featherless.provider(),
                            simulator()),
                    Compatible.providers().stream())
            .toList();

    private Providers() {}

    public static List<Provider> all() {
        return ALL;
    }

    public static Optional<Provider> ofType(String type) {
        return ALL.stream().filter(p -> p.type().equals(type)).findFirst();
    }

    /** Speaks as the vendors do whose dialects clients speak, without network and key. */
    private static Provider simulator() {
        return Provider.of(
                        "simulator",
                        Access.local(),
                        Timeouts.WITH_PINGS,
                        Endpoint.messages(
                                Hosting.at("/v1/messages", "/v1/messages/count_tokens"), AuthScheme.X_API_KEY),
                        Endpoint.chat(Hosting.at("/v1/chat/completions")),
                        Endpoint.responses(Hosting.at("/v1/responses", "/v1/responses/input_tokens")))
                .withinProcess()
                .withMaxConnections(10_000);
    }
}
