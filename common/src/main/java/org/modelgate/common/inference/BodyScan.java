package org.modelgate.common.inference;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one streaming pass over a client's body found, with byte positions, so that the same-dialect path can patch the
 * body without parsing it again.
 *
 * @param model the model asked for
 * @param modelAt where the model's value stands, quotes included
 * @param stream whether a stream is asked for
 * @param maxOutputTokens the client's cap of output tokens, if it gave one
 * @param maxOutputAt where the value of that cap stands
 * @param choices how many answers are asked for ({@code n}), 1 by default
 * @param includeUsage whether the client itself asked for a usage chunk (OpenAI chat)
 * @param streamOptionsAt where the value of {@code stream_options} stands, if it is there
 * @param cuts members that only the gateway reads, to be taken out before the body goes on; each span holds its comma
 * @param textBytes UTF-8 bytes of all strings that can become tokens, in messages, system and tools
 * @param mediaParts images, documents and audio
 * @param mediaBytes bytes of their inline data as sent (base64)
 * @param messages number of messages
 * @param cacheMarks whether {@code cache_control} occurs
 * @param longCacheMarks whether a {@code "ttl":"1h"} occurs
 * @param objectStart position of the opening brace of the body
 * @param objectEnd position of its closing brace
 * @param wideBytes those of {@code textBytes} that aren't ASCII: such text has more tokens for its characters
 * @param headers what the body says in place of request headers, by lower-case name; it is among {@code cuts}
 * @param asks where the values of members stand that ask something of the gateway, by path ({@code providerOptions},
 *     {@code metadata.routing}); they are among {@code cuts}
 * @param callers where the values stand that say whose conversation it is ({@code user, metadata.user_id}), by path
 */
public record BodyScan(
        String model,
        Span modelAt,
        boolean stream,
        @Nullable Long maxOutputTokens,
        @Nullable Span maxOutputAt,
        int choices,
        boolean includeUsage,
        @Nullable Span streamOptionsAt,
        List<Span> cuts,
        long textBytes,
        int mediaParts,
        long mediaBytes,
        int messages,
        boolean cacheMarks,
        boolean longCacheMarks,
        int objectStart,
        int objectEnd,
        long wideBytes,
        Map<String, String> headers,
        Map<String, Span> asks,
        Map<String, Span> callers) {

    /** An older node sends none. */
    public BodyScan {
        headers = Map.copyOf(Objects.requireNonNullElse(headers, Map.of()));
        asks = Map.copyOf(Objects.requireNonNullElse(asks, Map.of()));
        callers = Map.copyOf(Objects.requireNonNullElse(callers, Map.of()));
    }

    /** Bytes {@code [start, end)} of a body. */
    public record Span(int start, int end) {}
}
