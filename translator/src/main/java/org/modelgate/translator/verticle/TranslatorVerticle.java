package org.modelgate.translator.verticle;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CountTranslated;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.TranslateCount;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;

/** Serves {@link OpenTranslation} and {@link TranslateCount}. Deploy one instance for each event loop. */
public final class TranslatorVerticle extends VerticleBase {
    private final TranslatorConfig config;
    private final Bus bus;
    private @Nullable BusEndpoint endpoint;
    private int sessions;

    public TranslatorVerticle(TranslatorConfig config, Bus bus) {
        this.config = config;
        this.bus = bus;
    }

    @Override
    public Future<?> start() {
        return bus.open(Role.TRANSLATOR).onSuccess(opened -> {
            endpoint = opened;
            opened.serve(OpenTranslation.class, this::open);
            opened.serve(TranslateCount.class, this::count);
        });
    }

    @Override
    public Future<?> stop() {
        return endpoint == null ? Future.succeededFuture() : endpoint.close();
    }

    private Future<Answer<TranslationOpened>> open(Delivery<OpenTranslation> ask) {
        if (sessions >= config.sessionsMax()) {
            return Future.failedFuture(
                    GatewayError.unavailable("the translator is full").asException());
        }
        Buffer body = ask.payload();
        if (body.length() <= config.blockingBytes()) {
            return Future.succeededFuture(opened(ask, Translation.of(ask.message(), body.getBytes(), config)));
        }
        // counted while it waits for a worker: the limit holds for these too
        sessions++;
        return vertx.executeBlocking(() -> Translation.of(ask.message(), body.getBytes(), config), false)
                .onComplete(done -> sessions--)
                .map(translation -> opened(ask, translation));
    }

    private Future<Answer<CountTranslated>> count(Delivery<TranslateCount> ask) {
        byte[] body = ask.payload().getBytes();
        Future<Translation.Counted> done = body.length <= config.blockingBytes()
                ? Future.succeededFuture(Translation.of(ask.message(), body, config))
                : vertx.executeBlocking(() -> Translation.of(ask.message(), body, config), false);
        return done.map(counted -> new Answer<>(
                new CountTranslated(counted.request().headers(), counted.warnings()),
                Buffer.buffer(counted.request().body())));
    }

    private Answer<TranslationOpened> opened(Delivery<OpenTranslation> ask, Translation translation) {
        OpenTranslation message = ask.message();
        BusEndpoint own = requireNonNull(endpoint, "not started");
        Session session = new Session(
                message.callId(),
                own,
                message.answer(),
                translation,
                message.stream(),
                config.answerBytesMax(),
                () -> sessions--);
        var source = own.openInbound(ask.from(), Duration.ofMillis(message.timeoutMillis()), session);
        session.reads(source);
        sessions++;
        return new Answer<>(
                new TranslationOpened(source.ref(), translation.request().headers(), translation.warnings()),
                Buffer.buffer(translation.request().body()));
    }
}
