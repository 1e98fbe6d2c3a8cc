package org.modelgate.edge.api;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReadGeneration;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.edge.http.CallIds;
import org.modelgate.edge.http.Exchange;
import org.modelgate.edge.http.GatewayErrors;
import org.modelgate.edge.http.RequestHeaders;
import org.modelgate.edge.http.Route;

/** Answers the routes that aren't inference. One for an instance. */
public final class ApiHandler implements BiConsumer<Exchange, Route> {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final BusEndpoint bus;
    private final Function<RequestHeaders, Future<Principal>> keys;
    private final ModelList models;
    private final Health health;

    /** @param keys finds who calls; fails with a GatewayException */
    public ApiHandler(
            BusEndpoint bus, Function<RequestHeaders, Future<Principal>> keys, ModelList models, Health health) {
        this.bus = bus;
        this.keys = keys;
        this.models = models;
        this.health = health;
    }

    @Override
    public void accept(Exchange exchange, Route route) {
        switch (route) {
            case Route.Models list -> identified(exchange, caller -> listModels(exchange, list.query()));
            case Route.Model model -> identified(exchange, caller -> showModel(exchange, model.id()));
            case Route.Credits credits -> identified(exchange, caller -> showCredits(exchange, caller));
            case Route.Generation generation ->
                identified(exchange, caller -> showGeneration(exchange, caller, generation.requestId()));
            case Route.Live live -> health.live().answer(exchange);
            case Route.Ready ready -> health.ready().answer(exchange);
            case Route.Root root -> exchange.json(200, Documents.root());
            case Route.Inference call -> throw new IllegalStateException("not for this handler: " + route);
            case Route.Count count -> throw new IllegalStateException("not for this handler: " + route);
            case Route.Unknown unknown -> throw new IllegalStateException("not for this handler: " + route);
        }
    }

    private void identified(Exchange exchange, Consumer<Principal> answer) {
        keys.apply(exchange.headers()).onComplete(found -> {
            if (found.succeeded()) {
                answer.accept(found.result());
            } else {
                exchange.refuse(GatewayErrors.of(found.cause()));
            }
        });
    }

    private void listModels(Exchange exchange, String query) {
        answer(
                exchange,
                models.read()
                        .map(list -> exchange.headers().anthropic()
                                ? ModelPages.page(list.models(), query)
                                : ModelPages.all(list.models())));
    }

    private void showModel(Exchange exchange, String id) {
        answer(exchange, models.find(id).map(ModelPages::one));
    }

    private void showCredits(Exchange exchange, Principal caller) {
        answer(exchange, billing(caller, new ReadCredits(caller.account())).map(Documents::credits));
    }

    private void showGeneration(Exchange exchange, Principal caller, String requestId) {
        Optional<UUID> callId = CallIds.parse(requestId);
        if (callId.isEmpty()) {
            exchange.refuse(GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "no request has this id"));
            return;
        }
        answer(
                exchange,
                billing(caller, new ReadGeneration(caller.account(), callId.get()))
                        .map(Documents::generation));
    }

    /** Asks the instance that decides about this account, whose figures are therefore the newest. */
    private <R extends BusMessage> Future<R> billing(Principal caller, Request<R> question) {
        return bus.directory()
                .owner(Role.BILLING, caller.account())
                .map(owner -> bus.request(owner, question, TIMEOUT))
                .orElseGet(() -> Future.failedFuture(GatewayError.unavailable("billing is not available at the moment")
                        .asException()));
    }

    private static void answer(Exchange exchange, Future<byte[]> body) {
        body.onComplete(done -> {
            if (done.succeeded()) {
                exchange.json(200, done.result());
            } else {
                exchange.refuse(GatewayErrors.of(done.cause()));
            }
        });
    }
}
