package org.modelgate.common.bus;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.StreamRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects one large payload; holds its bytes of the node's budget until it is over. */
final class Reassembly implements InboundHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Reassembly.class);

    private final Envelope.Offer offer;
    private final ByteBudget budget;
    private final Consumer<Envelope> deliver;
    private final Buffer payload;
    private @Nullable InboundStream stream;

    Reassembly(Envelope.Offer offer, ByteBudget budget, Consumer<Envelope> deliver) {
        this.offer = offer;
        this.budget = budget;
        this.deliver = deliver;
        this.payload = Buffer.buffer(offer.payloadBytes());
    }

    void start(InboundStream opened) {
        stream = opened;
    }

    StreamRef ref() {
        return opened().ref();
    }

    private InboundStream opened() {
        if (stream == null) {
            throw new IllegalStateException("not started");
        }
        return stream;
    }

    @Override
    public void onHead(Head head) {
        // A payload has none; one that comes is harmless.
    }

    @Override
    public void onData(Buffer data) {
        if (payload.length() + data.length() > offer.payloadBytes()) {
            budget.release(offer.payloadBytes());
            opened().cancel(GatewayError.internal("the payload is larger than announced"));
            return;
        }
        payload.appendBuffer(data);
        opened().consumed(data.length());
    }

    @Override
    public void onEnd(Buffer trailer) {
        budget.release(offer.payloadBytes());
        if (payload.length() == offer.payloadBytes()) {
            deliver.accept(withPayload());
        } else {
            LOG.atWarn().addKeyValue("from", offer.from()).log("a large message ended early");
        }
    }

    @Override
    public void onError(GatewayError error) {
        budget.release(offer.payloadBytes());
    }

    private Envelope withPayload() {
        return switch (offer.message()) {
            case Envelope.Ask ask -> new Envelope.Ask(ask.from(), ask.id(), ask.message(), payload);
            case Envelope.Reply reply -> new Envelope.Reply(reply.from(), reply.id(), reply.message(), payload);
            case Envelope.Notice notice -> new Envelope.Notice(notice.from(), notice.message(), payload);
            case Envelope other -> throw new IllegalStateException("no message was offered");
        };
    }
}
