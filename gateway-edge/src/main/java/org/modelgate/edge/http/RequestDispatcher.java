package org.modelgate.edge.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.ErrorCodec;

/** First to see a request: finds its route, refuses what no route takes, and hands it on. */
public final class RequestDispatcher {
    private final Exchanges edge;
    private final Routes routes;
    private final CallIds ids;
    private final InferenceHandler inference;
    private final BiConsumer<Exchange, Route> rest;

    /** @param rest answers the routes that aren't inference */
    public RequestDispatcher(
            Exchanges edge, Routes routes, CallIds ids, InferenceHandler inference, BiConsumer<Exchange, Route> rest) {
        this.edge = edge;
        this.routes = routes;
        this.ids = ids;
        this.inference = inference;
        this.rest = rest;
    }

    public void handle(HttpServerRequest request) {
        Route route = routes.of(request.uri());
        Exchange exchange = exchange(request, route);
        if (!known(exchange, request, route)) {
            return;
        }
        switch (route) {
            case Route.Inference call -> {
                if (takesNew(exchange)) {
                    inference.handle(exchange, call.dialect(), null);
                }
            }
            case Route.Count count -> {
                if (takesNew(exchange)) {
                    inference.handle(exchange, count.dialect(), count.counting());
                }
            }
            case Route.Live live -> rest.accept(exchange, route);
            case Route.Ready ready -> rest.accept(exchange, route);
            case Route.Root root -> rest.accept(exchange, route);
            case Route.Models models -> acceptNew(exchange, route);
            case Route.Model model -> acceptNew(exchange, route);
            case Route.Credits credits -> acceptNew(exchange, route);
            case Route.Generation generation -> acceptNew(exchange, route);
            case Route.Unknown unknown ->
                exchange.refuse(GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is nothing at this path"));
        }
    }

    private Exchange exchange(HttpServerRequest request, Route route) {
        RequestHeaders headers = RequestHeaders.of(request.headers()).from(request.remoteAddress());
        Exchange exchange = new Exchange(edge, request, headers, errors(request, route, headers), ids.next());
        exchange.begin();
        return exchange;
    }

    private ErrorCodec errors(HttpServerRequest request, Route route, RequestHeaders headers) {
        if (route instanceof Route.Inference call) {
            return call.dialect().errors();
        }
        return route instanceof Route.Count count
                ? count.dialect().errors()
                : routes.errors(request.uri(), headers.anthropic());
    }

    private static boolean known(Exchange exchange, HttpServerRequest request, Route route) {
        if (exchange.headers().foreignTransfer()) {
            exchange.refuse(clientError(400, ErrorCode.INVALID_REQUEST, "transfer-encoding: must be chunked"));
            request.connection().close();
            return false;
        }
        if (exchange.headers().tooMany()) {
            exchange.refuse(clientError(431, ErrorCode.INVALID_REQUEST, "the request has too many headers"));
            return false;
        }
        if (!route.allows(request.method())) {
            request.response().headers().set(Names.ALLOW, route.methods());
            exchange.refuse(
                    clientError(405, ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + route.methods() + " only"));
            return false;
        }
        return true;
    }

    private void acceptNew(Exchange exchange, Route route) {
        if (takesNew(exchange)) {
            rest.accept(exchange, route);
        }
    }

    private boolean takesNew(Exchange exchange) {
        if (edge.draining()) {
            exchange.refuse(GatewayError.unavailable("server is draining"));
            return false;
        }
        if (edge.full()) {
            exchange.refuse(GatewayError.unavailable("too many requests are open at the moment"));
            return false;
        }
        return true;
    }

    /** Answers what is no HTTP, or too long, in the dialect that its path suggests; Vert.x closes the connection. */
    public void handleInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Exchange exchange = exchange(request, new Route.Unknown());
        if (cause instanceof TooLongHttpLineException) {
            exchange.refuse(clientError(414, ErrorCode.INVALID_REQUEST, "the request line is too long"));
        } else if (cause instanceof TooLongHttpHeaderException) {
            exchange.refuse(clientError(431, ErrorCode.INVALID_REQUEST, "the request's headers are too long"));
        } else {
            exchange.refuse(clientError(400, ErrorCode.INVALID_REQUEST, "the request is no valid HTTP"));
        }
        request.connection().close();
    }

    private static GatewayError clientError(int status, ErrorCode code, String message) {
        return new GatewayError(Fault.CLIENT, code, status, message, null, null, GatewayError.NO_RETRY_AFTER);
    }
}
