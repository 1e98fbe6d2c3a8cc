package org.modelgate.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.LocalBus;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.edge.http.RequestHeaders;

class KeyAuthenticatorTest {
    private static final Principal ACME = new Principal("acme", "key-1");
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private LocalBus local;
    private LocalBus.At edge;
    private LocalBus.At billing;
    private KeyAuthenticator keys;
    private volatile Future<Answer<Authenticated>> answer =
            Future.succeededFuture(Answer.of(new Authenticated(ACME, 3_600_000)));

    @BeforeEach
    void open() {
        local = new LocalBus();
        edge = local.open(Role.EDGE);
        billing = local.open(Role.BILLING);
        billing.run(() -> billing.endpoint().serve(Authenticate.class, ask -> {
            asked.add(ask.message().keyDigest());
            return answer;
        }));
        keys = edge.call(() -> new KeyAuthenticator(edge.endpoint(), nanos::get));
    }

    @AfterEach
    void close() {
        local.close();
    }

    private Principal who(String... headers) {
        return edge.await(() -> keys.authenticate(headers(headers)));
    }

    private static RequestHeaders headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return RequestHeaders.of(headers);
    }

    private void refuses(ErrorCode code, String... headers) {
        assertThatThrownBy(() -> who(headers))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(code));
    }

    @ParameterizedTest
    @CsvSource({
        "x-api-key,k",
        "X-Api-Key,' k '",
        "authorization,Bearer k",
        "Authorization,bearer  k",
        "x-portkey-api-key,k"
    })
    void theKeyIsFoundWhereverItStandsAlone(String name, String value) {
        assertThat(who(name, value)).isEqualTo(ACME);
        assertThat(asked).containsExactly(Digests.sha256("k"));
    }

    @Test
    void pitfall02EachHeaderAuthenticatesAloneAndTheKeyOfAnthropicsWins() {
        who("authorization", "Bearer b", "x-api-key", "a", "x-portkey-api-key", "c");
        who("x-portkey-api-key", "c", "authorization", "Bearer b");
        who("x-api-key", "", "authorization", "Bearer d");
        assertThat(asked).containsExactly(Digests.sha256("a"), Digests.sha256("c"), Digests.sha256("d"));
    }

    @Test
    void whoGuessesIsSlowedDownAndWhoIsKnownIsNot() {
        who("x-api-key", "sk-gw-known");
        answer = Future.failedFuture(
                GatewayError.of(Fault.ACCOUNT, ErrorCode.INVALID_API_KEY, "no").asException());
        for (int i = 0; i < 30; i++) {
            refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "sk-gw-knew" + i);
        }
        int before = asked.size();
        refuses(ErrorCode.RATE_LIMIT_EXCEEDED, "x-api-key", "sk-gw-knock");
        assertThat(asked).hasSize(before);
        assertThat(who("x-api-key", "sk-gw-known")).isEqualTo(ACME);
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "other-key");
        nanos.addAndGet(2 * SECOND);
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "sk-gw-knock");
        refuses(ErrorCode.RATE_LIMIT_EXCEEDED, "x-api-key", "sk-gw-knock");
    }

    @Test
    void nothingThatIsNoKeyReachesBilling() {
        refuses(ErrorCode.INVALID_API_KEY);
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Basic k");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Bearer");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Bearer  ");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Bearer a b");
        refuses(ErrorCode.INVALID_API_KEY, "x-portkey-api-key", "a b", "authorization", "Bearer good");
        refuses(ErrorCode.INVALID_API_KEY, "authorization", "Bearer a", "authorization", "Bearer b");
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "a", "x-api-key", "a");
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "schlüssel");
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "k".repeat(5_000));
        assertThat(asked).isEmpty();
    }

    @Test
    void anAnswerIsKeptForThirtySecondsAtMost() {
        who("x-api-key", "k");
        nanos.addAndGet(29 * SECOND);
        who("x-api-key", "k");
        assertThat(asked).hasSize(1);
        nanos.addAndGet(2 * SECOND);
        who("x-api-key", "k");
        assertThat(asked).hasSize(2);
    }

    @Test
    void aRefusalIsKeptForTwoSeconds() {
        answer = Future.failedFuture(GatewayError.of(Fault.ACCOUNT, ErrorCode.INVALID_API_KEY, "disabled")
                .asException());
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "k");
        nanos.addAndGet(SECOND);
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "k");
        assertThat(asked).hasSize(1);
        nanos.addAndGet(2 * SECOND);
        answer = Future.succeededFuture(Answer.of(new Authenticated(ACME, 1_000)));
        assertThat(who("x-api-key", "k")).isEqualTo(ACME);
    }

    @Test
    void aKeyThatWasRefusedServesAtOnceWhenItIsEnabledAgain() {
        answer = Future.failedFuture(GatewayError.of(Fault.ACCOUNT, ErrorCode.INVALID_API_KEY, "disabled")
                .asException());
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "k");
        answer = Future.succeededFuture(Answer.of(new Authenticated(ACME, 3_600_000)));
        edge.run(() -> keys.forget(List.of(ACME.keyId())));
        assertThat(who("x-api-key", "k")).isEqualTo(ACME);
    }

    @Test
    void anAnswerThatAChangeOvertakesIsNotKept() {
        Promise<Answer<Authenticated>> later = Promise.promise();
        answer = later.future();
        Future<Principal> first = edge.call(() -> keys.authenticate(headers("x-api-key", "k")));
        edge.run(() -> keys.forget(List.of(ACME.keyId())));
        later.complete(Answer.of(new Authenticated(ACME, 3_600_000)));
        assertThat(edge.<Principal>await(() -> first)).isEqualTo(ACME);

        answer = Future.failedFuture(GatewayError.of(Fault.ACCOUNT, ErrorCode.INVALID_API_KEY, "revoked")
                .asException());
        refuses(ErrorCode.INVALID_API_KEY, "x-api-key", "k");
    }

    @Test
    void aFailureToAskIsNoRefusalAndNotKept() {
        answer = Future.failedFuture(GatewayError.unavailable("database away").asException());
        refuses(ErrorCode.UNAVAILABLE, "x-api-key", "k");
        answer = Future.succeededFuture(Answer.of(new Authenticated(ACME, 1_000)));
        assertThat(who("x-api-key", "k")).isEqualTo(ACME);
    }

    @Test
    void callersOfOneKeyShareOneQuestion() {
        Promise<Answer<Authenticated>> later = Promise.promise();
        answer = later.future();
        Future<Principal> first = edge.call(() -> keys.authenticate(headers("x-api-key", "k")));
        Future<Principal> second = edge.call(() -> keys.authenticate(headers("x-api-key", "k")));
        later.complete(Answer.of(new Authenticated(ACME, 1_000)));
        assertThat(edge.<Principal>await(() -> first)).isEqualTo(ACME);
        assertThat(edge.<Principal>await(() -> second)).isEqualTo(ACME);
        assertThat(asked).hasSize(1);
    }

    @Test
    void withoutBillingNobodyIsRefusedForGood() {
        billing.await(() -> billing.endpoint().close());
        refuses(ErrorCode.UNAVAILABLE, "x-api-key", "k");
    }
}
