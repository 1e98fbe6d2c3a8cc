package org.modelgate.router.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.json.Json;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.translator.Passthrough;
import org.modelgate.translator.StreamTap;

/** Where an answer goes. */
sealed interface AnswerSink {
    void head(Head head);

    /** @return false if no more may be written until there is window again */
    boolean write(Buffer bytes);

    /** The kept end of a stream with the charge. */
    void endStream(StreamTap tap, GatewayUsage usage);

    void whole(Head head, byte[] body, GatewayUsage usage);

    void fail(GatewayError error);

    /** The client speaks the provider's dialect: bytes go to the edge as they are. */
    record ToEdge(OutboundStream edge, Passthrough passthrough) implements AnswerSink {
        private static final Buffer NO_TRAILER = Buffer.buffer(0);

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
            edge.write(Buffer.buffer(tap.tail(usage)));
            edge.end(NO_TRAILER);
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
    record ToTranslator(OutboundStream source) implements AnswerSink {
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
        public void whole(Head head, byte[] body, GatewayUsage usage) {
            source.head(head);
            source.write(Buffer.buffer(body));
            source.end(trailer(usage));
        }

        @Override
        public void fail(GatewayError error) {
            source.fail(error);
        }

        private static Buffer trailer(GatewayUsage usage) {
            try {
                return Buffer.buffer(Json.mapper().writeValueAsBytes(usage));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("gateway_usage can't be written", e);
            }
        }
    }
}
