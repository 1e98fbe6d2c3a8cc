package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.SseScanner;
import org.modelgate.translator.openai.OpenAiTap;
import org.modelgate.translator.openai.TapEvents;

/** Chunks of a chat stream for its tap, each seen in one pass. The tail begins with the chunk that finishes the last choice. */
final class ChatTapEvents implements TapEvents {
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);
    private static final GatewayError NO_ERROR = GatewayError.provider("The provider reported no error.");

    private final boolean includeUsage;
    private final ChunkScan chunk = new ChunkScan();
    private final ChunkFacts facts;
    private GatewayError error = NO_ERROR;
    private boolean content;

    private ChatTapEvents(int choices, boolean includeUsage) {
        this.facts = new ChunkFacts(choices);
        this.includeUsage = includeUsage;
    }

    static StreamTap tap(int choices, boolean includeUsage) {
        return new OpenAiTap(new ChatTapEvents(choices, includeUsage));
    }

    @Override
    public Kind look(SseScanner events) {
        content = false;
        if (JsonBytes.startsWith(events.buffer(), events.dataStart(), events.dataEnd(), DONE)) {
            return done();
        }
        byte[] bytes = events.dataLines() == 1 ? events.buffer() : events.data();
        int from = events.dataLines() == 1 ? events.dataStart() : 0;
        int to = events.dataLines() == 1 ? events.dataEnd() : bytes.length;
        boolean readable = chunk.scan(bytes, from, to);
        if (chunk.hasError()) {
            return fail(Kind.ERROR, OpenAiChatErrorCodec.inBody(bytes, chunk.errorStart, chunk.errorEnd));
        }
        if (events.named("error")) {
            return fail(Kind.ERROR, OpenAiChatErrorCodec.inBody(bytes, from, to));
        }
        if (!readable) {
            return fail(
                    Kind.GARBAGE,
                    GatewayError.provider("The provider's stream holds an event that is no JSON object."));
        }
        facts.note(bytes, chunk);
        content = chunk.content;
        if (facts.finished()) {
            return Kind.END;
        }
        return content ? Kind.CONTENT : Kind.START_UP;
    }

    private Kind done() {
        return facts.chunkSeen()
                ? Kind.WHOLE
                : fail(Kind.GARBAGE, GatewayError.provider("The provider's stream was empty."));
    }

    private Kind fail(Kind kind, GatewayError cause) {
        error = cause;
        return kind;
    }

    @Override
    public boolean content() {
        return content;
    }

    @Override
    public GatewayError error() {
        return error;
    }

    @Override
    public boolean endIsEnough() {
        return true;
    }

    @Override
    public byte[] tail(byte[] held, GatewayUsage usage) {
        return new ChatTail(includeUsage, chunk.prefix()).write(held, usage);
    }

    @Override
    public byte[] cut(Usage used, GatewayUsage usage) {
        ChatTail tail = new ChatTail(includeUsage, chunk.prefix());
        return tail.write(tail.cut(facts.unfinished(), used), usage);
    }

    @Override
    public @Nullable Usage usage() {
        return facts.usage();
    }

    @Override
    public boolean usageFinal() {
        return facts.usageFinal();
    }

    @Override
    public long textBytes() {
        return facts.textBytes();
    }

    @Override
    public @Nullable String upstreamId() {
        return facts.upstreamId();
    }
}
