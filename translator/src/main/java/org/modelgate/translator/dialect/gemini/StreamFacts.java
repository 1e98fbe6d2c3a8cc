package org.modelgate.translator.dialect.gemini;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;

/** What the chunks of a stream have told so far. Figures are cumulative and kept as bytes: they are asked for at the end only. */
final class StreamFacts {
    private static final byte[] NONE = {};

    private byte[] usageJson = NONE;
    private String model = "";
    private int queries;
    private long textBytes;
    private boolean spoke;
    private boolean finished;
    private boolean usageFinal;
    private @Nullable String upstreamId;

    /** Takes a chunk that was just scanned; the error if it ends an answer that is none. */
    @Nullable GatewayError note(ChunkScan chunk) {
        textBytes += chunk.textBytes;
        queries = Math.max(queries, chunk.queries);
        spoke |= chunk.speaks;
        if (upstreamId == null && chunk.hasId()) {
            upstreamId = chunk.id();
            model = chunk.model();
        }
        String reason = chunk.finishReason();
        finished = chunk.blocked || !reason.isEmpty() || (finished && !chunk.content);
        if (chunk.hasUsage()) {
            usageJson = chunk.usage();
            usageFinal = finished;
        }
        return reason.isEmpty() ? null : FinishReasons.failure(reason, spoke);
    }

    /** Whether the answer has ended, as far as is known: more content would begin it anew. */
    boolean finished() {
        return finished;
    }

    @Nullable Usage usage() {
        GeminiUsage usage = usageJson.length == 0 ? null : GeminiUsage.read(usageJson, 0, usageJson.length);
        return usage == null ? null : usage.buckets(GeminiUsage.billedSearches(model, queries));
    }

    boolean usageFinal() {
        return usageFinal;
    }

    long textBytes() {
        return textBytes;
    }

    @Nullable String upstreamId() {
        return upstreamId;
    }
}
