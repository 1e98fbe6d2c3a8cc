package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;

/**
 * {@code usageMetadata} and its disjoint buckets. {@code promptTokenCount} includes what was read from a cache; {@code
 * candidatesTokenCount} excludes thoughts, except where the total says otherwise; tokens of a search's results are input, but
 * free where it was Google's own search.
 */
final class GeminiUsage {
    private static final long TOKENS_MAX = 1_000_000_000L;

    private boolean any;
    private boolean absurd;
    private long prompt;
    private long cached;
    private long candidates;
    private long thoughts;
    private long toolUse;
    private long total = -1;

    private GeminiUsage() {}

    /** The figures, or null if the bytes are no object. */
    static @Nullable GeminiUsage read(byte[] json, int from, int to) {
        try (JsonParser p = Json.factory().createParser(json, from, to - from)) {
            return p.nextToken() == JsonToken.START_OBJECT ? read(p) : null;
        } catch (IOException e) {
            // Not readable is the same as not there: the caller counts for itself.
            return null;
        }
    }

    /** @param p stands on the start of the object and is left on its end */
    static GeminiUsage read(JsonParser p) throws IOException {
        GeminiUsage usage = new GeminiUsage();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            usage.field(name, p);
        }
        return usage;
    }

    private void field(String name, JsonParser p) throws IOException {
        switch (name) {
            case "promptTokenCount" -> prompt = tokens(p);
            case "cachedContentTokenCount" -> cached = tokens(p);
            case "candidatesTokenCount" -> candidates = tokens(p);
            case "thoughtsTokenCount" -> thoughts = tokens(p);
            case "toolUsePromptTokenCount" -> toolUse = tokens(p);
            case "totalTokenCount" -> total = tokens(p);
            default -> p.skipChildren();
        }
    }

    private long tokens(JsonParser p) throws IOException {
        if (p.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        any = true;
        boolean number = p.currentToken().isNumeric();
        double value = number ? p.getDoubleValue() : -1;
        if (!(value >= 0 && value <= TOKENS_MAX)) {
            absurd = true;
            p.skipChildren();
            return 0;
        }
        return (long) value;
    }

    /**
     * The buckets, or null if there are no figures or absurd ones.
     *
     * @param searches searches that the answer is grounded on
     */
    @Nullable Usage buckets(int searches) {
        if (!any || absurd) {
            return null;
        }
        boolean thoughtsInside = thoughts > 0 && thoughts <= candidates && prompt + candidates + toolUse == total;
        long output = thoughtsInside ? candidates : candidates + thoughts;
        long read = Math.min(cached, prompt);
        long input = prompt - read + (searches == 0 ? toolUse : 0);
        Usage usage = new Usage(input, read, 0, 0, output, Math.min(thoughts, output), searches);
        return usage.total() == 0 ? null : usage;
    }

    /** What is billed: each query from Gemini 3 on, before that one for the request. */
    static int billedSearches(String model, int queries) {
        return GeminiModel.of(model).isThird() ? queries : Math.min(queries, 1);
    }
}
