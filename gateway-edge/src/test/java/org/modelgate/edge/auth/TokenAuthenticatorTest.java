package org.modelgate.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.LocalBus;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.AuthenticateAccount;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.edge.http.RequestHeaders;

class TokenAuthenticatorTest {
    private static final ECKey KEY = TokenIssuer.ec("ec-1");
    private static final long NOW = 1_800_000_000L;

    private final AtomicLong seconds = new AtomicLong(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private TokenIssuer issuer;
    private LocalBus local;
    private LocalBus.At edge;
    private TokenAuthenticator tokens;

    @BeforeEach
    void open() throws Exception {
        issuer = new TokenIssuer(KEY.toPublicJWK());
        local = new LocalBus();
        edge = local.open(Role.EDGE);
        LocalBus.At billing = local.open(Role.BILLING);
        billing.run(() -> {
            billing.endpoint().serve(AuthenticateAccount.class, ask -> {
                asked.add(ask.message().account());
                return ask.message().account().equals("acme")
                        ? Future.succeededFuture(Answer.of(new Authenticated(new Principal("acme", "key_7"), 30_000)))
                        : Future.failedFuture(GatewayError.of(Fault.ACCOUNT, ErrorCode.FORBIDDEN, "no account")
                                .asException());
            });
            billing.endpoint().serve(Authenticate.class, ask -> {
                asked.add(ask.message().keyDigest());
                return Future.failedFuture(GatewayError.of(Fault.ACCOUNT, ErrorCode.INVALID_API_KEY, "unknown")
                        .asException());
            });
        });
        tokens = authenticator(List.of(issuer.config()));
    }

    private TokenAuthenticator authenticator(List<Issuer> issuers) {
        InstantSource clock = () -> Instant.ofEpochSecond(seconds.get());
        TokenVerifier verifier = new TokenVerifier(issuers, clock, nanos::get);
        return edge.call(() -> new TokenAuthenticator(
                edge.endpoint(),
                edge.context(),
                verifier,
                new KeyAuthenticator(edge.endpoint(), nanos::get),
                clock,
                nanos::get));
    }

    @AfterEach
    void close() {
        local.close();
        issuer.close();
    }

    private Principal who(String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            map.add(headers[i], headers[i + 1]);
        }
        return edge.await(() -> tokens.authenticate(RequestHeaders.of(map)));
    }

    private void refuses(ErrorCode code, String... headers) {
        assertThatThrownBy(() -> who(headers))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(code));
    }

    private String token(String account) {
        Map<String, Object> claims = issuer.claims(NOW);
        claims.put("org_id", account);
        return TokenIssuer.sign(KEY, claims);
    }

    @Test
    void aTokenIsVerifiedOnceAndItsAccountAskedForAgainAfterThirtySeconds() {
        String bearer = "Bearer " + token("acme");
        for (int i = 0; i < 5; i++) {
            assertThat(who("authorization", bearer)).isEqualTo(new Principal("acme", "key_7"));
        }
        assertThat(asked).containsExactly("acme");
        nanos.addAndGet(31_000_000_000L);
        issuer.away(true);
        who("authorization", bearer);
        assertThat(asked).containsExactly("acme", "acme");
        edge.run(() -> tokens.forget(List.of("key_7")));
        who("x-api-key", "", "authorization", bearer);
        assertThat(asked).hasSize(3);
    }

    @Test
    void aRememberedTokenExpires() {
        String bearer = "Bearer " + token("acme");
        who("authorization", bearer);
        seconds.addAndGet(661);
        refuses(ErrorCode.INVALID_API_KEY, "authorization", bearer);
    }

    @Test
    void aTokenIsVerifiedAgainAfterTenMinutes() {
        Map<String, Object> claims = issuer.claims(NOW);
        claims.put("exp", NOW + 86_400);
        String bearer = "Bearer " + TokenIssuer.sign(KEY, claims);
        who("authorization", bearer);
        issuer.publish(TokenIssuer.ec("ec-2").toPublicJWK());
        seconds.addAndGet(599);
        nanos.addAndGet(599_000_000_000L);
        who("authorization", bearer);
        seconds.addAndGet(2);
        nanos.addAndGet(2_000_000_000L);
        refuses(ErrorCode.INVALID_API_KEY, "authorization", bearer);
    }

    @Test
    void aTokenMayBeAsLongAsAHeader() {
        Map<String, Object> claims = issuer.claims(NOW);
        claims.put("groups", "g".repeat(5_500));
        who("authorization", "Bearer " + TokenIssuer.sign(KEY, claims));
        claims.put("groups", "g".repeat(6_500));
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Bearer " + TokenIssuer.sign(KEY, claims));
    }

    @Test
    void aKeyThatIsThereDecidesEvenIfItIsWrong() {
        String bearer = "Bearer " + token("acme");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", bearer, "x-api-key", "wrong");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", bearer, "x-portkey-api-key", "wrong");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", bearer, "x-bf-vk", "wrong");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", bearer, "authorization", bearer);
        assertThat(asked).doesNotContain("acme");
    }

    @Test
    void anAccountThatDoesNotExistIsForbidden() {
        refuses(ErrorCode.FORBIDDEN, "authorization", "Bearer " + token("nobody"));
    }

    @Test
    void whatIsNoTokenIsTakenForAKey() {
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Bearer sk-gw-key");
        assertThat(asked).containsExactly(Digests.sha256("sk-gw-key"));
        tokens = authenticator(List.of());
        String token = token("acme");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Bearer " + token);
        assertThat(asked).hasSize(2);
        assertThat(issuer.fetches()).isZero();
    }
}
