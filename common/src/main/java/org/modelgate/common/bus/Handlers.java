package org.modelgate.common.bus;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who takes which type of message at one endpoint. */
final class Handlers {
    private static final Logger LOG = LoggerFactory.getLogger(Handlers.class);

    private final Map<Class<?>, Function<Delivery<BusMessage>, Future<Answer<BusMessage>>>> servers = new HashMap<>();
    private final Map<Class<?>, Consumer<Delivery<BusMessage>>> takers = new HashMap<>();

    @SuppressWarnings("unchecked") // a handler only gets deliveries of the class it is registered for
    <Q extends Request<R>, R extends BusMessage> void serve(
            Class<Q> type, Function<Delivery<Q>, Future<Answer<R>>> handler) {
        servers.put(type, (Function<Delivery<BusMessage>, Future<Answer<BusMessage>>>) (Function<?, ?>) handler);
    }

    @SuppressWarnings("unchecked") // as above
    <M extends BusMessage> void onMessage(Class<M> type, Consumer<Delivery<M>> handler) {
        takers.put(type, (Consumer<Delivery<BusMessage>>) (Consumer<?>) handler);
    }

    /** A failure may be of any kind: see {@link #errorOf}. */
    Future<Answer<BusMessage>> ask(Envelope.Ask ask) {
        var server = servers.get(ask.message().getClass());
        if (server == null) {
            LOG.atWarn()
                    .addKeyValue("type", typeOf(ask.message()))
                    .addKeyValue("from", ask.from())
                    .log("request that isn't served here");
            return Future.failedFuture(GatewayError.internal("not served here").asException());
        }
        try {
            return server.apply(new Delivery<>(ask.message(), ask.payload(), ask.from()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** What the asker hears of a failure; one that isn't an answer is logged here. */
    GatewayError errorOf(BusMessage request, Throwable failure) {
        if (failure instanceof GatewayException known) {
            return known.error();
        }
        LOG.atError().setCause(failure).addKeyValue("type", typeOf(request)).log("request failed");
        return GatewayError.internal("internal error");
    }

    void take(Envelope.Notice notice) {
        var taker = takers.get(notice.message().getClass());
        if (taker == null) {
            LOG.atWarn()
                    .addKeyValue("type", typeOf(notice.message()))
                    .addKeyValue("from", notice.from())
                    .log("message that isn't taken here");
            return;
        }
        try {
            taker.accept(new Delivery<>(notice.message(), notice.payload(), notice.from()));
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("type", typeOf(notice.message()))
                    .log("message handler failed");
        }
    }

    private static String typeOf(BusMessage message) {
        return message.getClass().getSimpleName();
    }
}
