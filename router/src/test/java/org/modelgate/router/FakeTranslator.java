package org.modelgate.router;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.LocalBus;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CountTranslated;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.TranslateCount;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;

/** A translator that marks what passes it: the request gets a prefix, the answer is put in brackets, the charge stands behind. */
final class FakeTranslator {
    final List<OpenTranslation> opened = new CopyOnWriteArrayList<>();

    /** Bodies of requests to be counted. */
    final List<String> counted = new CopyOnWriteArrayList<>();

    /** Errors of sources that had sent nothing. */
    final List<GatewayError> dismissed = new CopyOnWriteArrayList<>();

    /** What becomes of a request's body. */
    volatile UnaryOperator<String> makes = body -> "translated:" + body;

    private final LocalBus.At at;

    FakeTranslator(LocalBus bus) {
        at = bus.open(Role.TRANSLATOR);
        at.run(() -> {
            at.endpoint().serve(OpenTranslation.class, this::open);
            at.endpoint().serve(TranslateCount.class, this::count);
        });
    }

    /** Warns of a seed, and refuses a body with the word refused in it. */
    private Future<Answer<CountTranslated>> count(Delivery<TranslateCount> ask) {
        counted.add(ask.payload().toString());
        if (ask.payload().toString().contains("refused")) {
            return Future.failedFuture(
                    GatewayError.invalid("messages.0", "is refused").asException());
        }
        return Future.succeededFuture(new Answer<>(
                new CountTranslated(Map.of("x-extra", "1"), List.of("seed;unsupported", "user;unsupported")),
                Buffer.buffer("{\"model\":\"" + ask.message().targetModel() + "\",\"max_tokens\":7}")));
    }

    /** Makes room for a real one. */
    void leave() {
        at.await(() -> at.endpoint().close());
    }

    private Future<Answer<TranslationOpened>> open(Delivery<OpenTranslation> ask) {
        opened.add(ask.message());
        Session session = new Session(ask.message());
        session.source = at.endpoint().openInbound(ask.from(), Duration.ofSeconds(10), session);
        return Future.succeededFuture(new Answer<>(
                new TranslationOpened(session.source.ref(), Map.of("x-extra", "1"), List.of("seed;unsupported")),
                Buffer.buffer(makes.apply(ask.payload().toString()))));
    }

    private final class Session implements InboundHandler, OutboundHandler {
        private final OpenTranslation request;
        private OutboundStream answer;
        private InboundStream source;

        Session(OpenTranslation request) {
            this.request = request;
        }

        @Override
        public void onHead(Head head) {
            answer = at.endpoint().openOutbound(request.answer(), this);
            answer.head(head);
            answer.write(Buffer.buffer("["));
        }

        @Override
        public void onData(Buffer data) {
            answer.write(data);
            source.consumed(data.length());
        }

        @Override
        public void onEnd(Buffer trailer) {
            answer.write(Buffer.buffer("]" + trailer));
            answer.end(Buffer.buffer());
        }

        @Override
        public void onError(GatewayError error) {
            if (answer == null) {
                dismissed.add(error);
            } else {
                answer.fail(error);
            }
        }

        @Override
        public void onWritable() {}

        @Override
        public void onCancelled(GatewayError reason) {
            source.cancel(reason);
        }
    }
}
