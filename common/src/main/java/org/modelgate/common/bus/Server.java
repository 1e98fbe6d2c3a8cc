package org.modelgate.common.bus;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import org.modelgate.common.error.GatewayError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what peers ask of one endpoint. */
final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final Buffer NO_BYTES = Buffer.buffer(0);

    private final String self;
    private final Handlers handlers;
    private final Transfers transfers;
    private final Surroundings surroundings;

    Server(String self, Handlers handlers, Transfers transfers, Surroundings surroundings) {
        this.self = self;
        this.handlers = handlers;
        this.transfers = transfers;
        this.surroundings = surroundings;
    }

    /** While a request is being worked on its peer hears heartbeats. */
    void serve(Peer from, Envelope.Ask ask) {
        from.opening(surroundings.nanos());
        from.callOpened();
        // The module's future may complete on a thread of its own, such as the ledger's writer.
        handlers.ask(ask).onComplete(answer -> surroundings.execute(() -> answered(from, ask, answer)));
    }

    private void answered(Peer from, Envelope.Ask ask, AsyncResult<Answer<BusMessage>> answer) {
        from.callClosed();
        if (answer.succeeded()) {
            reply(from, ask, answer.result());
        } else {
            refuse(from, ask.id(), handlers.errorOf(ask.message(), answer.cause()));
        }
    }

    private void reply(Peer to, Envelope.Ask ask, Answer<BusMessage> answer) {
        try {
            if (transfers.needed(to, answer.payload())) {
                Envelope bare = new Envelope.Reply(self, ask.id(), answer.message(), NO_BYTES);
                Outcome outcome = new Outcome(() -> {}, error -> refuse(to, ask.id(), error));
                transfers.offer(to, bare, answer.payload(), surroundings.nanos(), outcome);
            } else {
                to.send(new Envelope.Reply(self, ask.id(), answer.message(), answer.payload()));
            }
        } catch (IllegalArgumentException e) {
            refuse(to, ask.id(), unwritable(answer.message(), e));
        }
    }

    void refuse(Peer to, long id, GatewayError error) {
        to.send(new Envelope.Refusal(self, id, error));
    }

    /** The error for a message that has no form between nodes, which is a bug. */
    static GatewayError unwritable(BusMessage message, IllegalArgumentException problem) {
        LOG.atError()
                .setCause(problem)
                .addKeyValue("type", message.getClass().getSimpleName())
                .log("a message can't go to another node");
        return GatewayError.internal("internal error");
    }
}
