package org.modelgate.translator.verticle;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.OutboundStream;
import org.modelgate.translator.StopStrings;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.StreamTrailer;

/** Turns a provider's answer into the client's and writes it. Methods throw {@link GatewayException} for an answer that is wrong. */
sealed interface AnswerTranslator {
    void head(Head head, OutboundStream out);

    /** @return whether more may be written */
    boolean data(Buffer data, OutboundStream out);

    /** @param trailer as the router sent it with the end */
    void end(StreamTrailer trailer, OutboundStream out);

    static AnswerTranslator of(Translation translation, boolean stream, int answerBytesMax) {
        return stream ? new Streamed(translation) : new Whole(translation, answerBytesMax);
    }

    /** One write for each frame. */
    final class Streamed implements AnswerTranslator {
        private final StreamDecoder decoder;
        private final StreamEncoder encoder;
        private final ByteArrayOutputStream frame = new ByteArrayOutputStream(512);
        private @Nullable GatewayError failure;
        /** The answer is over but for the charge, which comes at once: what is left goes out in one write with it. */
        private boolean finishing;

        Streamed(Translation translation) {
            decoder = StopStrings.in(
                    translation.provider().streams().decoder(),
                    translation.request().stops());
            encoder = translation.client().streams().encoder(translation.answer(), translation.inputTokens());
        }

        @Override
        public void head(Head head, OutboundStream out) {
            out.head(head);
        }

        @Override
        public boolean data(Buffer data, OutboundStream out) {
            decoder.feed(data.getBytes(), this::event);
            boolean room = finishing || flush(out);
            check();
            return room;
        }

        @Override
        public void end(StreamTrailer trailer, OutboundStream out) {
            if (trailer.cut() == null) {
                decoder.end(this::event);
                check();
            } else {
                event(new StreamEvent.UsageUpdate(trailer.cut()));
                decoder.cut(this::event);
            }
            frame.writeBytes(encoder.finish(trailer.charge()));
            out.finish(Buffer.buffer(frame.toByteArray()));
        }

        private void event(StreamEvent event) {
            if (event instanceof StreamEvent.Failed failed) {
                failure = failed.error();
            } else {
                finishing |= event instanceof StreamEvent.Finish;
                frame.writeBytes(encoder.encode(event));
            }
        }

        private boolean flush(OutboundStream out) {
            Buffer bytes = Buffer.buffer(frame.toByteArray());
            frame.reset();
            return out.write(bytes);
        }

        private void check() {
            if (failure != null) {
                throw failure.asException();
            }
        }
    }

    /** The provider's whole answer is collected first. */
    final class Whole implements AnswerTranslator {
        private final Translation translation;
        private final int bytesMax;
        private final Buffer body = Buffer.buffer();
        private @Nullable Head head;

        Whole(Translation translation, int bytesMax) {
            this.translation = translation;
            this.bytesMax = bytesMax;
        }

        @Override
        public void head(Head received, OutboundStream out) {
            head = received;
        }

        @Override
        public boolean data(Buffer data, OutboundStream out) {
            if (body.length() + data.length() > bytesMax) {
                throw GatewayError.provider("the provider's answer is too large")
                        .asException();
            }
            body.appendBuffer(data);
            return true;
        }

        @Override
        public void end(StreamTrailer trailer, OutboundStream out) {
            if (head == null) {
                throw GatewayError.internal("an answer without a head").asException();
            }
            InferenceResponse answer = StopStrings.in(
                    translation.provider().responses().decode(body.getBytes()),
                    translation.request().stops());
            byte[] encoded = translation.client().responses().encode(answer, translation.answer(), trailer.charge());
            out.whole(head, Buffer.buffer(encoded));
        }
    }
}
