package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.openai.OpenAiUsage;

/** What the chunks of a stream have told so far. Usage is kept as bytes: most streams that repeat it are only asked at the end. */
final class ChunkFacts {
    private static final byte[] NONE = {};

    private final int choices;
    private boolean chunkSeen;
    private long finishedLow;
    private long finishedHigh;
    private byte[] usageJson = NONE;
    private boolean usageFinal;
    private long textBytes;
    private @Nullable String upstreamId;

    /** @param choices answers that the stream brings */
    ChunkFacts(int choices) {
        this.choices = choices;
    }

    /** Takes a chunk that was just scanned. */
    void note(byte[] bytes, ChunkScan chunk) {
        chunkSeen |= chunk.choices > 0;
        textBytes += chunk.textBytes;
        finishedLow |= chunk.finishedLow;
        finishedHigh |= chunk.finishedHigh;
        if (chunk.hasUsage()) {
            usageJson = Arrays.copyOfRange(bytes, chunk.usageStart, chunk.usageEnd);
            usageFinal = finished();
        }
        if (upstreamId == null && chunk.hasId()) {
            upstreamId = new String(bytes, chunk.idStart, chunk.idEnd - chunk.idStart, UTF_8);
        }
    }

    /** Whether all choices have their finish reason. */
    boolean finished() {
        return Long.bitCount(finishedLow) + Long.bitCount(finishedHigh) >= choices;
    }

    /** Choices that have no finish reason yet, by index; those beyond 127 count as one. */
    List<Integer> unfinished() {
        List<Integer> open = new ArrayList<>(1);
        for (int i = 0; i < Math.min(choices, 2 * Long.SIZE); i++) {
            long bits = i < Long.SIZE ? finishedLow : finishedHigh;
            if ((bits >>> i & 1) == 0) {
                open.add(i);
            }
        }
        return open;
    }

    boolean chunkSeen() {
        return chunkSeen;
    }

    @Nullable Usage usage() {
        return usageJson.length == 0 ? null : OpenAiUsage.read(usageJson, 0, usageJson.length);
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
