package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.openai.OpenAiUsage;

/** Usage of a response object, with the searches that it counts beside the tokens. */
final class ResponseUsage {
    private ResponseUsage() {}

    static @Nullable Usage read(JsonNode response) {
        byte[] json = response.path("usage").toString().getBytes(UTF_8);
        JsonNode searches = response.path("tool_usage").path("web_search").path("num_requests");
        return withSearches(OpenAiUsage.read(json, 0, json.length), searches.asLong(0));
    }

    static @Nullable Usage withSearches(@Nullable Usage usage, long searches) {
        if (usage == null || searches <= 0 || searches > OpenAiUsage.TOKENS_MAX) {
            return usage;
        }
        return new Usage(
                usage.input(),
                usage.cacheRead(),
                usage.cacheWrite5m(),
                usage.cacheWrite1h(),
                usage.output(),
                usage.reasoning(),
                searches);
    }
}
