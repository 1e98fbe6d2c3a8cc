package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.modelgate.common.inference.Usage;

/** Writes the chunks of one stream, which differ in little but their delta. */
final class ChunkWriter {
    private static final byte[] NONE = {};

    private final StringBuilder out = new StringBuilder(512);
    private final boolean includeUsage;
    /** A chunk up to the value of {@code choices}, and what follows the delta in a chunk that doesn't finish. */
    private final String head;

    private final String rest;

    /** @param includeUsage whether the client wants a chunk of usage at the end */
    ChunkWriter(ChatAnswer answer, boolean includeUsage) {
        this.includeUsage = includeUsage;
        StringBuilder start = new StringBuilder("data: {");
        answer.head(start, "chat.completion.chunk");
        this.head = start.append(",\"choices\":").toString();
        this.rest = ",\"finish_reason\":null}]" + (includeUsage ? ",\"usage\":null" : "") + "}\n\n";
    }

    /** Begins a chunk; its delta is to be appended, then {@link #end} called. */
    StringBuilder begin() {
        return out.append(head).append("[{\"index\":0,\"delta\":");
    }

    void end() {
        out.append(rest);
    }

    /** @param logprobs the choice's, raw JSON, empty for none */
    void end(String logprobs) {
        if (!logprobs.isEmpty()) {
            out.append(",\"logprobs\":").append(logprobs);
        }
        out.append(rest);
    }

    /**
     * The chunk with the finish reason, and that with the usage if the client wants it; the last one has the charge.
     *
     * @param charge raw JSON
     */
    void finish(String reason, Usage usage, String charge) {
        begin().append("{},\"finish_reason\":\"").append(reason).append("\"}]");
        if (includeUsage) {
            out.append(",\"usage\":null}\n\n").append(head).append("[],\"usage\":");
            UsageJson.append(out, usage);
        }
        out.append(",\"gateway_usage\":").append(charge).append("}\n\n");
    }

    void raw(String text) {
        out.append(text);
    }

    byte[] take() {
        if (out.isEmpty()) {
            return NONE;
        }
        byte[] bytes = out.toString().getBytes(UTF_8);
        out.setLength(0);
        return bytes;
    }
}
