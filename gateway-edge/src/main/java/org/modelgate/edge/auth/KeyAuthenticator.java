package org.modelgate.edge.auth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.edge.http.RequestHeaders;

/**
 * Finds who calls. Billing knows the keys; its answers are kept for as long as it allows, at most 30 s, refusals for 2 s.
 * Callers that ask for the same key meanwhile share one question. Confined to one event loop.
 */
public final class KeyAuthenticator {
    private static final int KNOWN_LIMIT = 10_000;
    private static final int REFUSED_LIMIT = 10_000;
    private static final long CACHE_MILLIS_MOST = 30_000;
    private static final long REFUSED_MILLIS = 2_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** Of one address with keys that begin alike. */
    private static final int WRONG_AT_ONCE = 30;

    private static final long WRONG_INTERVAL_MILLIS = 2_000;
    private static final int PREFIX_LENGTH = 8;

    /** One text for no key, an unknown, a disabled and an expired one, so that nobody learns which it was. */
    static final GatewayError REFUSAL =
            GatewayError.of(Fault.CLIENT, ErrorCode.INVALID_API_KEY, "no valid API key in x-api-key or Authorization");

    private static final GatewayError TOO_MANY = GatewayError.of(
            Fault.CLIENT, ErrorCode.RATE_LIMIT_EXCEEDED, "too many wrong API keys came from this address");

    private final BusEndpoint bus;
    private final LongSupplier nanos;
    private final MessageDigest sha256;
    private final WrongTries wrong;
    private final Map<KeyDigest, Known> known = new Newest<>(KNOWN_LIMIT);
    private final Map<KeyDigest, Refused> refused = new Newest<>(REFUSED_LIMIT);
    private final Map<KeyDigest, List<Promise<Principal>>> asked = new HashMap<>();
    private long changes;

    private record Known(Principal principal, long untilNanos) {}

    private record Refused(long untilNanos) {}

    /** @param nanos monotonic time */
    public KeyAuthenticator(BusEndpoint bus, LongSupplier nanos) {
        this.bus = bus;
        this.nanos = nanos;
        this.sha256 = KeyDigest.sha256();
        this.wrong = new WrongTries(WRONG_AT_ONCE, WRONG_INTERVAL_MILLIS, nanos);
    }

    /** What billing is told of a key: lower-case hex SHA-256. */
    public static String digest(String key) {
        return KeyDigest.of(KeyDigest.sha256().digest(key.getBytes(StandardCharsets.ISO_8859_1)))
                .hex();
    }

    /**
     * Asks billing again for these keys when they come next, and for all that were refused: which of them is one of these isn't
     * known. Answers that are under way are given, but not kept, for they may be older than the change.
     */
    public void forget(Collection<String> keyIds) {
        changes++;
        refused.clear();
        known.values().removeIf(key -> keyIds.contains(key.principal().keyId()));
    }

    /** Who sent this request. The future is complete already if the answer is cached; it fails with a GatewayException. */
    public Future<Principal> authenticate(RequestHeaders headers) {
        Optional<String> key = PresentedKey.in(headers);
        if (key.isEmpty()) {
            return Future.failedFuture(REFUSAL.asException());
        }
        KeyDigest digest = KeyDigest.of(sha256.digest(key.get().getBytes(StandardCharsets.ISO_8859_1)));
        long now = nanos.getAsLong();
        Known cached = known.get(digest);
        if (cached != null && now - cached.untilNanos() < 0) {
            return Future.succeededFuture(cached.principal());
        }
        WrongTries.Origin origin = WrongTries.Origin.of(headers.address(), prefix(key.get()));
        long wait = wrong.waitMillis(origin);
        if (wait > 0) {
            return Future.failedFuture(TOO_MANY.withRetryAfterMillis(wait).asException());
        }
        Refused recently = refused.get(digest);
        if (recently != null && now - recently.untilNanos() < 0) {
            wrong.failed(origin);
            return Future.failedFuture(REFUSAL.asException());
        }
        return ask(digest).onFailure(cause -> {
            if (isRefusal(cause)) {
                wrong.failed(origin);
            }
        });
    }

    private static String prefix(String key) {
        return key.length() <= PREFIX_LENGTH ? "" : key.substring(0, PREFIX_LENGTH);
    }

    private static boolean isRefusal(Throwable cause) {
        return cause instanceof GatewayException gateway && gateway.error().code() == ErrorCode.INVALID_API_KEY;
    }

    private Future<Principal> ask(KeyDigest digest) {
        Promise<Principal> mine = Promise.promise();
        List<Promise<Principal>> waiting = asked.get(digest);
        if (waiting != null) {
            waiting.add(mine);
            return mine.future();
        }
        Optional<String> billing = bus.directory().pick(Role.BILLING);
        if (billing.isEmpty()) {
            return Future.failedFuture(GatewayError.unavailable("keys can't be checked at the moment")
                    .asException());
        }
        List<Promise<Principal>> all = new ArrayList<>();
        all.add(mine);
        asked.put(digest, all);
        long before = changes;
        bus.request(billing.get(), new Authenticate(digest.hex()), TIMEOUT)
                .onSuccess(answer -> found(digest, answer, before == changes))
                .onFailure(cause -> notFound(digest, cause, before == changes));
        return mine.future();
    }

    private void found(KeyDigest digest, Authenticated answer, boolean lasting) {
        long millis = Math.min(answer.cacheMillis(), CACHE_MILLIS_MOST);
        if (millis > 0 && lasting) {
            known.put(digest, new Known(answer.principal(), nanos.getAsLong() + millis * 1_000_000));
        }
        for (Promise<Principal> promise : waiting(digest)) {
            promise.complete(answer.principal());
        }
    }

    private void notFound(KeyDigest digest, Throwable cause, boolean lasting) {
        Throwable answer = cause;
        if (isRefusal(cause)) {
            if (lasting) {
                refused.put(digest, new Refused(nanos.getAsLong() + REFUSED_MILLIS * 1_000_000));
            }
            answer = REFUSAL.asException();
        }
        for (Promise<Principal> promise : waiting(digest)) {
            promise.fail(answer);
        }
    }

    private List<Promise<Principal>> waiting(KeyDigest digest) {
        List<Promise<Principal>> waiting = asked.remove(digest);
        return waiting == null ? List.of() : waiting;
    }
}
