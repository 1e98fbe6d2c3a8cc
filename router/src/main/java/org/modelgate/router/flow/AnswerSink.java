package org.modelgate.router.flow;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.StreamTrailer;

/** Where an answer goes. */
sealed interface AnswerSink {
    void head(Head head);

    /** @return false if no more may be written until there is window again */
    boolean write(Buffer bytes);

    /** The kept end of a stream with the charge. */
    void endStream(StreamTap tap, GatewayUsage usage);

    /** An end that the gateway gives a stream. */
    void cut(StreamTap tap, Usage used, GatewayUsage usage);

    void whole(Head head, byte[] body, GatewayUsage usage);

    void fail(GatewayError error);

    /** There is window again. */
    default void onWritable() {}

    /** The client speaks the provider's dialect: bytes go to the edge as they are. */
    record ToEdge(OutboundStream edge, Passthrough passthrough) implements AnswerSink {
        @Override
        public void head(Head head) {
            edge.head(head);
        }

        @Override
        public boolean write(Buffer bytes) {
            return edge.write(bytes);
        }

        @Override
        public void endStream(StreamTap tap, GatewayUsage usage) {
            edge.finish(Buffer.buffer(tap.tail(usage)));
        }

        @Override
        public void cut(StreamTap tap, Usage used, GatewayUsage usage) {
            edge.finish(Buffer.buffer(tap.cut(used, usage)));
        }

        @Override
        public void whole(Head head, byte[] body, GatewayUsage usage) {
            edge.whole(head, Buffer.buffer(passthrough.withGatewayUsage(body, usage)));
        }

        @Override
        public void fail(GatewayError error) {
            edge.fail(error);
        }
    }

    /** The provider's bytes go to a translator, which writes to the edge. */
    final class ToTranslator implements AnswerSink {
        private static final int PORTION_BYTES = 32 * 1024;

        private final OutboundStream source;
        private @Nullable Buffer rest;
        private int written;
        private Buffer trailer = Buffer.buffer(0);

        ToTranslator(OutboundStream source) {
            this.source = source;
        }

        @Override
        public void head(Head head) {
            source.head(head);
        }

        @Override
        public boolean write(Buffer bytes) {
            return source.write(bytes);
        }

        @Override
        public void endStream(StreamTap tap, GatewayUsage usage) {
            source.write(Buffer.buffer(tap.rawTail()));
            source.end(trailer(usage));
        }

        @Override
        public void cut(StreamTap tap, Usage used, GatewayUsage usage) {
            source.end(Buffer.buffer(new StreamTrailer(usage, used).write()));
        }

        @Override
        public void whole(Head head, byte[] body, GatewayUsage usage) {
            source.head(head);
            rest = Buffer.buffer(body);
            trailer = trailer(usage);
            onWritable();
        }

        @Override
        public void onWritable() {
            if (rest == null) {
                return;
            }
            boolean room = true;
            while (room && written < rest.length()) {
                int to = Math.min(rest.length(), written + PORTION_BYTES);
                room = source.write(rest.slice(written, to));
                written = to;
            }
            if (written == rest.length()) {
                rest = null;
                source.end(trailer);
            }
        }

        @Override
        public void fail(GatewayError error) {
            source.fail(error);
        }

        private static Buffer trailer(GatewayUsage usage) {
            return Buffer.buffer(new StreamTrailer(usage, null).write());
        }
    }

    /** The client is gone: the answer is read for what it costs. */
    record Nowhere() implements AnswerSink {
        @Override
        public void head(Head head) {}

        @Override
        public boolean write(Buffer bytes) {
            return true;
        }

        @Override
        public void endStream(StreamTap tap, GatewayUsage usage) {}

        @Override
        public void cut(StreamTap tap, Usage used, GatewayUsage usage) {}

        @Override
        public void whole(Head head, byte[] body, GatewayUsage usage) {}

        @Override
        public void fail(GatewayError error) {}
    }
}
