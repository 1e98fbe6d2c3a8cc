package org.modelgate.edge.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.AuthenticateAccount;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.edge.http.RequestHeaders;

/**
 * Finds who calls with a token. A token is verified once and remembered until it expires, but for 10 minutes at most, for its
 * issuer may have withdrawn the key; whom its account stands for is asked of
 * billing again after 30 s at most, refusals after 2 s. Confined to one event loop; signatures are checked on virtual threads.
 */
public final class TokenAuthenticator {
    private static final int TOKENS_LIMIT = 10_000;
    private static final int REFUSED_LIMIT = 10_000;
    private static final int ACCOUNTS_LIMIT = 10_000;
    private static final int VERIFYING_LIMIT = 256;
    private static final long CACHE_MILLIS_MOST = 30_000;
    private static final long REFUSED_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long REMEMBERED_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final BusEndpoint bus;
    private final Context context;
    private final TokenVerifier verifier;
    private final KeyAuthenticator keys;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final MessageDigest sha256 = KeyDigest.sha256();
    private final Map<KeyDigest, TokenVerifier.Verified> tokens = new Newest<>(TOKENS_LIMIT);
    private final Map<KeyDigest, Long> refusedUntil = new Newest<>(REFUSED_LIMIT);
    private final Map<String, Known> accounts = new Newest<>(ACCOUNTS_LIMIT);
    private final Map<KeyDigest, List<Promise<String>>> verifying = new HashMap<>();

    private record Known(Principal principal, long untilNanos) {}

    /**
     * @param context that {@code bus} belongs to
     * @param keys finds who calls with a key
     * @param nanos monotonic time
     */
    public TokenAuthenticator(
            BusEndpoint bus,
            Context context,
            TokenVerifier verifier,
            KeyAuthenticator keys,
            InstantSource clock,
            LongSupplier nanos) {
        this.bus = bus;
        this.context = context;
        this.verifier = verifier;
        this.keys = keys;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Who sent this request, with a key or with a token; a key that is there decides. Fails with a GatewayException. */
    public Future<Principal> authenticate(RequestHeaders headers) {
        if (!verifier.takesTokens()) {
            return keys.authenticate(headers);
        }
        Optional<String> token = PresentedKey.bearer(headers).filter(TokenVerifier::looksLikeToken);
        return token.isEmpty()
                ? keys.authenticate(headers)
                : account(token.get()).compose(this::principal);
    }

    /** Asks billing again whom tokens of the accounts of these keys stand for. */
    public void forget(Collection<String> keyIds) {
        accounts.values().removeIf(known -> keyIds.contains(known.principal().keyId()));
    }

    private Future<String> account(String token) {
        KeyDigest digest = KeyDigest.of(sha256.digest(token.getBytes(StandardCharsets.ISO_8859_1)));
        TokenVerifier.Verified known = tokens.get(digest);
        if (known != null && clock.millis() < known.untilMillis()) {
            return Future.succeededFuture(known.account());
        }
        Long refused = refusedUntil.get(digest);
        if (refused != null && nanos.getAsLong() - refused < 0) {
            return Future.failedFuture(KeyAuthenticator.REFUSAL.asException());
        }
        Promise<String> mine = Promise.promise();
        List<Promise<String>> waiting = verifying.get(digest);
        if (waiting != null) {
            waiting.add(mine);
        } else if (verifying.size() >= VERIFYING_LIMIT) {
            mine.fail(GatewayError.unavailable("too many new tokens at the moment")
                    .asException());
        } else {
            List<Promise<String>> all = new ArrayList<>();
            all.add(mine);
            verifying.put(digest, all);
            Thread.ofVirtual().name("token").start(() -> verify(digest, token));
        }
        return mine.future();
    }

    private void verify(KeyDigest digest, String token) {
        try {
            TokenVerifier.Verified verified = verifier.verify(token);
            context.runOnContext(turn -> verified(digest, verified));
        } catch (RuntimeException e) {
            // The rim of this thread: a refusal, or a bug that the asker reports.
            context.runOnContext(turn -> refused(digest, e));
        }
    }

    private void verified(KeyDigest digest, TokenVerifier.Verified verified) {
        long until = Math.min(verified.untilMillis(), clock.millis() + REMEMBERED_MILLIS);
        tokens.put(digest, new TokenVerifier.Verified(verified.account(), until));
        for (Promise<String> promise : waiting(digest)) {
            promise.complete(verified.account());
        }
    }

    private void refused(KeyDigest digest, RuntimeException cause) {
        if (cause instanceof GatewayException gateway && gateway.error().code() == ErrorCode.INVALID_API_KEY) {
            refusedUntil.put(digest, nanos.getAsLong() + REFUSED_NANOS);
        }
        for (Promise<String> promise : waiting(digest)) {
            promise.fail(cause);
        }
    }

    private List<Promise<String>> waiting(KeyDigest digest) {
        List<Promise<String>> waiting = verifying.remove(digest);
        return waiting == null ? List.of() : waiting;
    }

    private Future<Principal> principal(String account) {
        Known known = accounts.get(account);
        if (known != null && nanos.getAsLong() - known.untilNanos() < 0) {
            return Future.succeededFuture(known.principal());
        }
        return bus.directory()
                .owner(Role.BILLING, account)
                .map(billing -> bus.request(billing, new AuthenticateAccount(account), TIMEOUT))
                .orElseGet(() -> Future.failedFuture(GatewayError.unavailable("accounts can't be checked at the moment")
                        .asException()))
                .map(answer -> remember(account, answer));
    }

    private Principal remember(String account, Authenticated answer) {
        long millis = Math.min(answer.cacheMillis(), CACHE_MILLIS_MOST);
        accounts.put(account, new Known(answer.principal(), nanos.getAsLong() + millis * 1_000_000));
        return answer.principal();
    }
}
