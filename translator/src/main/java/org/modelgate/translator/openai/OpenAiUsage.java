package org.modelgate.translator.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;

/**
 * OpenAI's {@code usage} object and its disjoint buckets. {@code prompt_tokens} (Responses: {@code input_tokens}) includes what
 * was read from and written to a cache, {@code completion_tokens} ({@code output_tokens}) includes reasoning except where the
 * total says otherwise (xAI).
 */
public final class OpenAiUsage {
    public static final long TOKENS_MAX = 1_000_000_000L;
    private static final long ABSENT = -1;

    private long prompt = ABSENT;
    private long completion = ABSENT;
    private long total = ABSENT;
    private long cached;
    private long written;
    private long reasoning;
    /** What gateways report in Anthropic's words beside OpenAI's. */
    private long readBeside;

    private long writtenBeside;
    private boolean absurd;

    private OpenAiUsage() {}

    /** The buckets, or null if the object names no tokens or holds a number that can't be. */
    public static @Nullable Usage read(byte[] json, int from, int to) {
        try (JsonParser p = Json.factory().createParser(json, from, to - from)) {
            return p.nextToken() == JsonToken.START_OBJECT ? read(p) : null;
        } catch (IOException e) {
            // Not readable is the same as not there: the caller counts for itself.
            return null;
        }
    }

    /** @param p stands on the start of the object and is left on its end */
    public static @Nullable Usage read(JsonParser p) throws IOException {
        OpenAiUsage usage = new OpenAiUsage();
        usage.fields(p);
        return usage.buckets();
    }

    private void fields(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            JsonToken value = p.nextToken();
            if (value == JsonToken.START_OBJECT) {
                absurd |= isTotal(name);
                fields(p);
            } else if (value == JsonToken.START_ARRAY) {
                p.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) {
                field(name, p);
            }
        }
    }

    private static boolean isTotal(String name) {
        return switch (name) {
            case "prompt_tokens", "input_tokens", "completion_tokens", "output_tokens", "total_tokens" -> true;
            default -> false;
        };
    }

    private void field(String name, JsonParser p) throws IOException {
        switch (name) {
            case "prompt_tokens", "input_tokens" -> prompt = tokens(p);
            case "completion_tokens", "output_tokens" -> completion = tokens(p);
            case "total_tokens" -> total = tokens(p);
            case "cached_tokens", "prompt_cache_hit_tokens", "num_cached_tokens" ->
                cached = Math.max(cached, tokens(p));
            case "cache_write_tokens" -> written = Math.max(written, tokens(p));
            case "cache_read_input_tokens" -> readBeside = tokens(p);
            case "cache_creation_input_tokens" -> writtenBeside = tokens(p);
            case "reasoning_tokens" -> reasoning = Math.max(reasoning, tokens(p));
            default -> {
                // Audio, predictions, timings: no bucket of their own.
            }
        }
    }

    private long tokens(JsonParser p) throws IOException {
        if (!p.currentToken().isNumeric()) {
            absurd = true;
            return 0;
        }
        double value = p.getDoubleValue();
        if (!(value >= 0 && value <= TOKENS_MAX)) {
            absurd = true;
            return 0;
        }
        return (long) value;
    }

    private @Nullable Usage buckets() {
        if (absurd || (prompt == ABSENT && completion == ABSENT)) {
            return null;
        }
        long in = Math.max(prompt, 0);
        long out = Math.max(completion, 0);
        long beyond = total == ABSENT ? 0 : total - in - out;
        if (readBeside + writtenBeside > 0 && beyond == readBeside + writtenBeside) {
            // Portkey's prompt of an Anthropic answer leaves out what was read from and written to the cache.
            cached = readBeside;
            written = writtenBeside;
            in += readBeside + writtenBeside;
            beyond = 0;
        } else if (cached > in && beyond >= cached) {
            // Some count cached tokens beside the prompt.
            in += cached;
            beyond -= cached;
        }
        if (beyond > 0 && beyond == reasoning) {
            out += beyond;
        }
        long read = Math.min(cached, in);
        long write = Math.min(written, in - read);
        Usage usage = new Usage(in - read - write, read, write, 0, out, Math.min(reasoning, out), 0);
        return usage.total() == 0 ? null : usage;
    }
}
