package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;

/**
 * Collects the figures of one answer: of {@code message_start}, then of each {@code message_delta}, whose numbers are cumulative
 * and replace earlier ones. Figures that can't be true make the whole usage unknown.
 */
final class UsageReader {
    private static final long ABSURD = 1_000_000_000L;

    private boolean any;
    private boolean absurd;
    private long input;
    private long cacheRead;
    private long cacheCreation;
    private long write5m;
    private long write1h;
    private long output;
    private long thinking;
    private long webSearches;
    /** Tokens of compaction rounds, which the top-level figures leave out. */
    private long extraInput;

    private long extraOutput;

    /** The parser stands on the value of {@code usage}. */
    void read(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "input_tokens" -> input = number(p, input);
                case "cache_read_input_tokens" -> cacheRead = number(p, cacheRead);
                case "cache_creation_input_tokens" -> cacheCreation = number(p, cacheCreation);
                case "output_tokens" -> output = number(p, output);
                case "cache_creation", "output_tokens_details", "server_tool_use" -> details(p);
                case "iterations" -> iterations(p);
                default -> p.skipChildren();
            }
        }
    }

    private void details(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "ephemeral_5m_input_tokens" -> write5m = number(p, write5m);
                case "ephemeral_1h_input_tokens" -> write1h = number(p, write1h);
                case "thinking_tokens" -> thinking = number(p, thinking);
                case "web_search_requests" -> webSearches = number(p, webSearches);
                default -> p.skipChildren();
            }
        }
    }

    private void iterations(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            p.skipChildren();
            return;
        }
        extraInput = 0;
        extraOutput = 0;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() != JsonToken.START_OBJECT) {
                p.skipChildren();
                continue;
            }
            iteration(p);
        }
    }

    private void iteration(JsonParser p) throws IOException {
        boolean compaction = false;
        long in = 0;
        long out = 0;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "type" -> compaction = Objects.equals(p.getValueAsString(), "compaction");
                case "input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens" -> in += number(p, 0);
                case "output_tokens" -> out += number(p, 0);
                default -> p.skipChildren();
            }
        }
        if (compaction) {
            extraInput += in;
            extraOutput += out;
        }
    }

    private long number(JsonParser p, long before) throws IOException {
        if (p.currentToken() == JsonToken.VALUE_NULL) {
            return before;
        }
        any = true;
        if (p.currentToken() != JsonToken.VALUE_NUMBER_INT
                || p.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || p.getLongValue() < 0
                || p.getLongValue() > ABSURD) {
            absurd = true;
            p.skipChildren();
            return before;
        }
        return p.getLongValue();
    }

    /** Null if there were no figures, or absurd ones. */
    @Nullable Usage usage() {
        if (!any || absurd) {
            return null;
        }
        long oneHour = Math.min(write1h, Math.max(cacheCreation, write1h + write5m));
        long fiveMinutes = Math.max(write5m, cacheCreation - oneHour);
        return new Usage(
                input + extraInput,
                cacheRead,
                fiveMinutes,
                oneHour,
                output + extraOutput,
                Math.min(thinking, output),
                webSearches);
    }
}
