package org.modelgate.router.provider.openai;

import java.util.List;
import java.util.Locale;
import org.modelgate.router.provider.AbortPolicy;
import org.modelgate.router.provider.Access;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.Timeouts;
import org.modelgate.translator.Hosting;

/** OpenAI's own API: one type for each of its dialects. */
public final class OpenAi {
    private static final Access ACCESS = Access.vendor("https://api.openai.com/v1");
    private static final Hosting RESPONSES = Hosting.at("/responses", "/responses/input_tokens");
    private static final List<String> OWN = List.of("gpt-", "chatgpt-", "codex-", "o1", "o3", "o4");

    private OpenAi() {}

    /** Chat can't count; the other dialect's counter can, for models that both serve. */
    public static Provider chat() {
        return Provider.of("openai", ACCESS, Timeouts.SILENT, Endpoint.chat(Hosting.at("/chat/completions")))
                .withCounting(Endpoint.responses(RESPONSES).forModels(OpenAi::isOwn))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    public static Provider responses() {
        return Provider.of("openai-responses", ACCESS, Timeouts.SILENT, Endpoint.responses(RESPONSES))
                .stopping(AbortPolicy.STOPS_STREAMS);
    }

    private static boolean isOwn(String model) {
        String lower = model.toLowerCase(Locale.ROOT);
        String bare = lower.startsWith("ft:") ? lower.substring(3) : lower;
        return !bare.startsWith("gpt-oss") && OWN.stream().anyMatch(bare::startsWith);
    }
}
