package org.modelgate.edge.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** Buffers over arrays without a copy, which Vert.x's public API makes in both directions. */
public final class Bytes {
    private Bytes() {}

    /** A buffer over {@code bytes}, which nobody may change afterwards. */
    public static Buffer wrap(byte[] bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** The bytes of a buffer, its own array where that holds nothing else. */
    static byte[] of(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        if (bytes.hasArray()
                && bytes.arrayOffset() == 0
                && bytes.readerIndex() == 0
                && bytes.array().length == bytes.writerIndex()) {
            return bytes.array();
        }
        return buffer.getBytes();
    }
}
