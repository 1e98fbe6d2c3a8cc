package org.modelgate.edge.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.config.Section;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.ClientCounting;
import org.modelgate.translator.ClientDialect;

/** From a request for a model's answer to the router: key, body, scan, call. One for all dialects of an instance. */
public final class InferenceHandler {
    private static final Duration TIMEOUT_LEAST = Duration.ofMillis(1);

    private final BusEndpoint bus;
    private final Function<RequestHeaders, Future<Principal>> keys;
    private final InstantSource clock;
    private final int maxBodyBytes;
    private final Undelivered undelivered;
    private final OtherEdges others;
    private final CallerLimits limits;

    /** @param keys finds who calls; fails with a GatewayException */
    public InferenceHandler(
            BusEndpoint bus,
            Function<RequestHeaders, Future<Principal>> keys,
            InstantSource clock,
            int maxBodyBytes,
            Undelivered undelivered,
            OtherEdges others) {
        this.bus = bus;
        this.keys = keys;
        this.clock = clock;
        this.maxBodyBytes = maxBodyBytes;
        this.undelivered = undelivered;
        this.others = others;
        this.limits = new CallerLimits(bus, clock);
    }

    /** @param counting set if only a count is asked for */
    void handle(Exchange exchange, ClientDialect dialect, @Nullable ClientCounting counting) {
        long arrivedMillis = clock.millis();
        long arrivedNanos = exchange.edge().exactly();
        Future<Principal> principal = keys.apply(exchange.headers());
        if (!principal.isComplete()) {
            // The body waits in the client's socket until somebody is known to pay for reading it.
            exchange.request().pause();
        }
        principal.onComplete(found -> {
            if (found.succeeded()) {
                exchange.limits(() -> limits.read(found.result(), dialect.id(), counting != null));
            }
            if (!exchange.over() && accepted(exchange, found)) {
                read(new Arrival(exchange, dialect, counting, found.result(), arrivedMillis, arrivedNanos));
            }
        });
    }

    /** A request with a known caller. */
    private record Arrival(
            Exchange exchange,
            ClientDialect dialect,
            @Nullable ClientCounting counting,
            Principal principal,
            long arrivedMillis,
            long arrivedNanos) {
        BodyScanner scanner() {
            return counting == null ? dialect.scanner() : counting.scanner();
        }
    }

    private static boolean accepted(Exchange exchange, AsyncResult<Principal> principal) {
        if (principal.failed()) {
            exchange.refuse(GatewayErrors.of(principal.cause()));
            return false;
        }
        String encoding = exchange.headers().foreignEncoding();
        if (encoding != null) {
            exchange.refuse(new GatewayError(
                    Fault.CLIENT,
                    ErrorCode.INVALID_REQUEST,
                    415,
                    "content-encoding: request bodies must not be compressed",
                    "content-encoding",
                    null,
                    GatewayError.NO_RETRY_AFTER));
            return false;
        }
        return true;
    }

    private void read(Arrival arrival) {
        Exchange exchange = arrival.exchange();
        long timeoutMillis;
        try {
            timeoutMillis = timeout(exchange);
            refuseHistory(exchange);
            if (exchange.headers().strictUnclear()) {
                throw GatewayError.invalid("x-gateway-strict", "must be true or false")
                        .asException();
            }
        } catch (GatewayException e) {
            exchange.refuse(e.error());
            return;
        }
        BodyReader.read(exchange, maxBodyBytes, body -> route(arrival, body, timeoutMillis));
        exchange.request().resume();
    }

    /** A conversation that the client believes to be stored here isn't: an answer without it would be wrong. */
    private static void refuseHistory(Exchange exchange) {
        String query = exchange.request().query();
        if (query != null && new QueryStringDecoder(query, false).parameters().containsKey("session_id")) {
            throw GatewayError.invalid("session_id", "stored conversations are not supported by this gateway yet")
                    .asException();
        }
    }

    private static long timeout(Exchange exchange) {
        Duration most = exchange.edge().limits().call();
        String asked = exchange.headers().timeout();
        if (asked == null) {
            return most.toMillis();
        }
        Duration duration = parse(asked);
        if (duration == null || duration.compareTo(TIMEOUT_LEAST) < 0) {
            throw GatewayError.invalid("x-gateway-timeout", "must be a duration such as 500ms, 30s or 5m")
                    .asException();
        }
        return Math.min(duration.toMillis(), most.toMillis());
    }

    private static @Nullable Duration parse(String text) {
        try {
            return Section.parseDuration(text.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }

    private void route(Arrival arrival, BodyReader body, long timeoutMillis) {
        Exchange exchange = arrival.exchange();
        exchange.work(null);
        BodyScan scan;
        try {
            scan = arrival.scanner().scan(body.bytes());
        } catch (RuntimeException e) {
            // A rim: a scanner's bug must not leave the client without an answer and the budget without its bytes.
            exchange.edge().bodies().give(body.taken());
            exchange.refuse(GatewayErrors.of(e));
            return;
        }
        Optional<String> router = bus.directory().pick(Role.ROUTER);
        if (router.isEmpty()) {
            exchange.edge().bodies().give(body.taken());
            exchange.refuse(GatewayError.unavailable("no router is available at the moment"));
            return;
        }
        long spentMillis = (exchange.edge().exactly() - arrival.arrivedNanos()) / 1_000_000;
        long left = timeoutMillis - spentMillis;
        if (left <= 0) {
            exchange.edge().bodies().give(body.taken());
            exchange.refuse(GatewayError.timeout("the request's time was over before it was read"));
            return;
        }
        if (arrival.counting() != null) {
            count(arrival, arrival.counting(), body, scan, router.get(), left);
        } else {
            call(arrival, body, scan, router.get(), left);
        }
    }

    private void count(
            Arrival arrival, ClientCounting counting, BodyReader body, BodyScan scan, String router, long left) {
        Exchange exchange = arrival.exchange();
        CountTokens question = new CountTokens(
                exchange.callId(),
                arrival.principal(),
                arrival.dialect().id(),
                scan,
                exchange.headers().forRouter(scan.headers()),
                exchange.headers().preferences(exchange.request().path()));
        new CountCall(exchange, counting, limits, body.taken())
                .start(bus, router, question, Bytes.wrap(body.bytes()), left);
    }

    private void call(Arrival arrival, BodyReader body, BodyScan scan, String router, long left) {
        RequestHeaders headers = arrival.exchange().headers();
        if (headers.idempotencyKey() != null) {
            keyed(arrival, headers.idempotencyKey(), body, scan, router, left);
        } else if (headers.triesAgain() && !scan.stream()) {
            tried(arrival, body, scan, router, left);
        } else {
            InferenceCall call = new InferenceCall(arrival.exchange(), scan.stream(), left, body.taken());
            start(call, arrival, body, scan, router, left);
        }
    }

    private void keyed(Arrival arrival, String key, BodyReader body, BodyScan scan, String router, long left) {
        Exchange exchange = arrival.exchange();
        Optional<GatewayError> fault = KeyedCall.fault(key, scan.stream());
        if (fault.isPresent()) {
            exchange.edge().bodies().give(body.taken());
            exchange.refuse(fault.get());
            return;
        }
        String dialect = arrival.dialect().id().name();
        new KeyedCall(exchange, bus, arrival.principal(), key, dialect, body.taken())
                .start(body.bytes(), keeper -> startKept(keeper, arrival, body, scan, router, left));
    }

    /** A call of a client library that tries again by itself, and may find its first try's answer. */
    private void tried(Arrival arrival, BodyReader body, BodyScan scan, String router, long left) {
        Exchange exchange = arrival.exchange();
        String scope =
                arrival.principal().keyId() + '\n' + arrival.dialect().id().name();
        Runnable first = () -> startKept(
                new Unawaited(undelivered, scope, body.bytes(), exchange.callId()), arrival, body, scan, router, left);
        if (exchange.headers().triedBefore() && body.bytes().length <= Unawaited.BODY_BYTES_MAX) {
            String fingerprint = Fingerprint.of(scope, body.bytes());
            new SecondTry(exchange, undelivered, others, fingerprint, body.taken(), first).start();
        } else {
            first.run();
        }
    }

    private void startKept(Keeping keeper, Arrival arrival, BodyReader body, BodyScan scan, String router, long left) {
        InferenceCall call = new InferenceCall(arrival.exchange(), false, left, body.taken());
        call.keptBy(keeper);
        start(call, arrival, body, scan, router, left);
    }

    private void start(InferenceCall call, Arrival arrival, BodyReader body, BodyScan scan, String router, long left) {
        Exchange exchange = arrival.exchange();
        call.start(
                bus,
                router,
                ref -> new RouteCall(
                        exchange.callId(),
                        arrival.principal(),
                        arrival.dialect().id(),
                        scan,
                        exchange.headers().forRouter(scan.headers()),
                        arrival.arrivedMillis(),
                        left,
                        ref,
                        exchange.headers().preferences(exchange.request().path())),
                Bytes.wrap(body.bytes()));
    }
}
