package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;

/** The {@code usage} object (translation table 9.2). */
final class UsageWriter {
    private UsageWriter() {}

    static void write(JsonGenerator g, Usage usage) throws IOException {
        write(g, usage, null);
    }

    /** @param tier the provider's name of its service tier */
    static void write(JsonGenerator g, Usage usage, @Nullable String tier) throws IOException {
        g.writeStartObject();
        g.writeNumberField("input_tokens", usage.input());
        g.writeNumberField("cache_creation_input_tokens", usage.cacheWrite5m() + usage.cacheWrite1h());
        g.writeNumberField("cache_read_input_tokens", usage.cacheRead());
        g.writeObjectFieldStart("cache_creation");
        g.writeNumberField("ephemeral_5m_input_tokens", usage.cacheWrite5m());
        g.writeNumberField("ephemeral_1h_input_tokens", usage.cacheWrite1h());
        g.writeEndObject();
        g.writeNumberField("output_tokens", usage.output());
        g.writeObjectFieldStart("output_tokens_details");
        g.writeNumberField("thinking_tokens", usage.reasoning());
        g.writeEndObject();
        if (usage.webSearches() > 0) {
            g.writeObjectFieldStart("server_tool_use");
            g.writeNumberField("web_search_requests", usage.webSearches());
            g.writeEndObject();
        }
        if (tier != null) {
            g.writeStringField("service_tier", tier.equalsIgnoreCase("priority") ? "priority" : "standard");
        }
        g.writeEndObject();
    }
}
