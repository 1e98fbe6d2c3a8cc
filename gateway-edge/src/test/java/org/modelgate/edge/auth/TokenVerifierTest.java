package org.modelgate.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;

class TokenVerifierTest {
    private static final RSAKey RSA = TokenIssuer.rsa("rsa-1");
    private static final ECKey EC = TokenIssuer.ec("ec-1");
    private static final long NOW = 1_800_000_000L;

    private final AtomicLong seconds = new AtomicLong(NOW);
    private final AtomicLong nanos = new AtomicLong(-5);
    private TokenIssuer issuer;
    private TokenVerifier verifier;

    @BeforeEach
    void open() throws Exception {
        issuer = new TokenIssuer(RSA.toPublicJWK(), EC.toPublicJWK());
        verifier = verifier(issuer.config());
    }

    private TokenVerifier verifier(Issuer... issuers) {
        return new TokenVerifier(List.of(issuers), () -> Instant.ofEpochSecond(seconds.get()), nanos::get);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private Map<String, Object> claims() {
        return issuer.claims(NOW);
    }

    private String account(String token) {
        return verifier.verify(token).account();
    }

    private void refuses(ErrorCode code, String token) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(code));
    }

    private void refuses(Consumer<Map<String, Object>> change) {
        Map<String, Object> claims = claims();
        change.accept(claims);
        refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(RSA, claims));
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenOfEitherKindNamesItsAccount() {
        assertThat(account(TokenIssuer.sign(RSA, claims()))).isEqualTo("acme");
        assertThat(account(TokenIssuer.sign(EC, claims()))).isEqualTo("acme");
        assertThat(account(TokenIssuer.sign(RSA, JWSAlgorithm.PS256, null, claims())))
                .isEqualTo("acme");
        assertThat(issuer.fetches()).isEqualTo(1);
        assertThat(verifier.verify(TokenIssuer.sign(RSA, claims())).untilMillis())
                .isEqualTo((NOW + 660) * 1_000);
    }

    @Test
    void aListOfAudiencesMayNameOurs() {
        Map<String, Object> claims = claims();
        claims.put("aud", List.of("other", TokenIssuer.AUDIENCE));
        assertThat(account(TokenIssuer.sign(RSA, claims))).isEqualTo("acme");
    }

    @Test
    void wrongIssuersAudiencesAndTimesAreRefused() {
        refuses(claims -> claims.put("iss", issuer.name() + "/"));
        refuses(claims -> claims.put("iss", "https://evil.example"));
        refuses(claims -> claims.remove("iss"));
        refuses(claims -> claims.put("aud", "Gateway"));
        refuses(claims -> claims.put("aud", List.of("other")));
        refuses(claims -> claims.put("aud", Map.of("gateway", true)));
        refuses(claims -> claims.put("aud", Map.of("any", TokenIssuer.AUDIENCE)));
        refuses(claims -> claims.remove("aud"));
        refuses(claims -> claims.remove("exp"));
        refuses(claims -> claims.put("exp", Long.toString(NOW + 600)));
        refuses(claims -> claims.put("exp", NOW - 60));
        refuses(claims -> claims.put("nbf", NOW + 61));
        refuses(claims -> claims.put("nbf", new BigInteger("1000000000000000000000")));
        refuses(claims -> claims.put("nbf", "soon"));
        refuses(claims -> claims.put("iat", NOW + 61));
        refuses(claims -> claims.put("iat", "now"));
    }

    @Test
    void aMinuteOfLeewayIsGrantedAndNoMore() {
        Map<String, Object> claims = claims();
        claims.put("exp", NOW - 59);
        claims.put("nbf", NOW + 60);
        claims.put("iat", NOW + 60);
        String token = TokenIssuer.sign(RSA, claims);
        assertThat(account(token)).isEqualTo("acme");
        seconds.incrementAndGet();
        refuses(ErrorCode.INVALID_API_KEY, token);
    }

    @Test
    void aTokenWithoutAnAccountIsForbidden() {
        Map<String, Object> claims = claims();
        claims.remove("org_id");
        refuses(ErrorCode.FORBIDDEN, TokenIssuer.sign(RSA, claims));
        claims.put("org_id", 7);
        refuses(ErrorCode.FORBIDDEN, TokenIssuer.sign(RSA, claims));
        claims.put("org_id", " ");
        refuses(ErrorCode.FORBIDDEN, TokenIssuer.sign(RSA, claims));
    }

    @Test
    void theClaimThatNamesTheAccountMayBeInsideAnother() {
        verifier = verifier(issuer.config("org.id"));
        Map<String, Object> claims = claims();
        claims.put("org", Map.of("id", "globex"));
        assertThat(account(TokenIssuer.sign(RSA, claims))).isEqualTo("globex");
        claims.put("org.id", "initech");
        assertThat(account(TokenIssuer.sign(RSA, claims))).isEqualTo("initech");
        claims.remove("org.id");
        claims.put("org", "globex");
        refuses(ErrorCode.FORBIDDEN, TokenIssuer.sign(RSA, claims));
        verifier = verifier(issuer.config("https://issuer.example/org"));
        claims.put("https://issuer.example/org", "acme");
        assertThat(account(TokenIssuer.sign(RSA, claims))).isEqualTo("acme");
    }

    @Test
    void aKeySetThatIsNamedNeedsNoDiscovery() {
        verifier = verifier(new Issuer(
                URI.create("https://issuer.example"),
                TokenIssuer.AUDIENCE,
                URI.create(issuer.name() + "/keys"),
                "org_id",
                Issuer.ALGORITHMS));
        Map<String, Object> claims = claims();
        claims.put("iss", "https://issuer.example");
        assertThat(account(TokenIssuer.sign(RSA, claims))).isEqualTo("acme");
        assertThat(issuer.discoveries()).isZero();
    }

    @Test
    void keysThatCannotBeReadDoNotSpoilTheOthers() {
        issuer.publish(
                "{\"keys\":[{\"kty\":\"moon\"},{\"kty\":\"RSA\",\"kid\":\"rsa-1\"},7,{\"kty\":\"oct\",\"k\":\"AAAA\"},"
                        + EC.toPublicJWK().toJSONString() + "]}");
        assertThat(account(TokenIssuer.sign(EC, claims()))).isEqualTo("acme");
        refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(RSA, claims()));
    }

    @Test
    void whatIsNoSetOfKeysReplacesNone() {
        account(TokenIssuer.sign(RSA, claims()));
        for (String rubbish : List.of("[]", "null", "{}", "{\"keys\":{}}", "<html>", " ")) {
            issuer.publish(rubbish);
            pass(Duration.ofMinutes(11));
            assertThat(account(TokenIssuer.sign(RSA, claims()))).isEqualTo("acme");
        }
        assertThat(issuer.fetches()).isEqualTo(7);
    }

    @Test
    void anIssuerThatStopsInTheMiddleHoldsNobodyUpForGood() {
        issuer.hold(new CountDownLatch(1));
        refuses(ErrorCode.UNAVAILABLE, TokenIssuer.sign(RSA, claims()));
    }

    @Test
    void whoeverHasTheRightKeyDoesNotWaitForAFetch() throws Exception {
        account(TokenIssuer.sign(RSA, claims()));
        pass(Duration.ofMinutes(11));
        CountDownLatch held = new CountDownLatch(1);
        issuer.hold(held);
        Thread first = Thread.ofVirtual().start(() -> account(TokenIssuer.sign(RSA, claims())));
        Awaitility.await().until(() -> issuer.discoveries() == 2);
        assertThat(account(TokenIssuer.sign(EC, claims()))).isEqualTo("acme");
        assertThat(issuer.fetches()).isEqualTo(1);
        held.countDown();
        first.join();
        assertThat(issuer.fetches()).isEqualTo(2);
    }

    @Test
    void unsignedAndSymmetricTokensAreRefused() throws Exception {
        String payload = encoded(new Payload(claims()).toString());
        for (String algorithm : List.of("none", "None", "NONE")) {
            refuses(ErrorCode.INVALID_API_KEY, encoded("{\"alg\":\"" + algorithm + "\"}") + "." + payload + ".");
            refuses(ErrorCode.INVALID_API_KEY, encoded("{\"alg\":\"" + algorithm + "\"}") + "." + payload + ".AAAA");
        }
        // The public key taken for a shared secret.
        JWSObject confused = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), new Payload(claims()));
        confused.sign(new MACSigner(RSA.toRSAPublicKey().getEncoded()));
        refuses(ErrorCode.INVALID_API_KEY, confused.serialize());
        assertThat(issuer.fetches()).isZero();
    }

    @Test
    void algorithmsThatAreNotAllowedAreRefused() {
        verifier =
                verifier(new Issuer(URI.create(issuer.name()), TokenIssuer.AUDIENCE, null, "org_id", Set.of("ES256")));
        refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(RSA, claims()));
        assertThat(account(TokenIssuer.sign(EC, claims()))).isEqualTo("acme");
    }

    @Test
    void aChangedTokenAndAForeignKeyAreRefused() {
        String token = TokenIssuer.sign(RSA, claims());
        Map<String, Object> other = claims();
        other.put("org_id", "globex");
        String forged = encoded(new Payload(other).toString());
        String[] parts = token.split("\\.");
        refuses(ErrorCode.INVALID_API_KEY, parts[0] + "." + forged + "." + parts[2]);
        refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(TokenIssuer.rsa("rsa-1"), claims()));
        refuses(ErrorCode.INVALID_API_KEY, token.substring(0, token.length() - 4) + "AAAA");
    }

    @Test
    void keysThatATokenBringsAreNeverLookedAt() throws Exception {
        RSAKey own = TokenIssuer.rsa("own");
        try (TokenIssuer evil = new TokenIssuer(own.toPublicJWK())) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .keyID("own")
                    .jwk(own.toPublicJWK())
                    .jwkURL(URI.create(evil.name() + "/keys"))
                    .x509CertURL(URI.create(evil.name() + "/keys"))
                    .build();
            refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(own, header, claims()));
            assertThat(evil.fetches()).isZero();
        }
    }

    @Test
    void rubbishIsRefused() {
        for (String token :
                List.of("", ".", "..", "a.b.c", "eyJ.eyJ.eyJ", encoded("{}") + "." + encoded("{}") + ".x")) {
            refuses(ErrorCode.INVALID_API_KEY, token);
        }
        refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(RSA, Map.of("iss", List.of(issuer.name()))));
    }

    @Test
    void aFloodOfUnknownKeysAsksTheIssuerOnceInTenSeconds() {
        account(TokenIssuer.sign(RSA, claims()));
        for (int i = 0; i < 50; i++) {
            refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(RSA, JWSAlgorithm.RS256, "unknown-" + i, claims()));
        }
        assertThat(issuer.fetches()).isEqualTo(1);
        pass(Duration.ofSeconds(11));
        for (int i = 0; i < 50; i++) {
            refuses(ErrorCode.INVALID_API_KEY, TokenIssuer.sign(RSA, JWSAlgorithm.RS256, "unknown-" + i, claims()));
        }
        assertThat(issuer.fetches()).isEqualTo(2);
        assertThat(account(TokenIssuer.sign(RSA, claims()))).isEqualTo("acme");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void rotatedKeysAreFoundAndOldOnesForgotten() {
        String old = TokenIssuer.sign(RSA, claims());
        account(old);
        RSAKey next = TokenIssuer.rsa("rsa-2");
        issuer.publish(next.toPublicJWK());
        pass(Duration.ofSeconds(11));
        assertThat(account(TokenIssuer.sign(next, claims()))).isEqualTo("acme");
        refuses(ErrorCode.INVALID_API_KEY, old);
    }

    @Test
    void callersThatMeetAnUnknownKeyShareOneFetch() throws Exception {
        String token = TokenIssuer.sign(RSA, claims());
        List<Thread> callers = new ArrayList<>();
        List<String> accounts = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 20; i++) {
            callers.add(Thread.ofVirtual().start(() -> accounts.add(account(token))));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(accounts).hasSize(20).containsOnly("acme");
        assertThat(issuer.fetches()).isEqualTo(1);
    }

    @Test
    void withoutTheIssuerKnownKeysServeForADay() {
        String token = TokenIssuer.sign(RSA, claims());
        account(token);
        issuer.away(true);
        pass(Duration.ofHours(23));
        assertThat(account(token)).isEqualTo("acme");
        pass(Duration.ofHours(2));
        refuses(ErrorCode.UNAVAILABLE, token);
        issuer.away(false);
        pass(Duration.ofSeconds(11));
        assertThat(account(token)).isEqualTo("acme");
    }

    @Test
    void anIssuerThatWasNeverThereIsNoRefusal() {
        issuer.away(true);
        refuses(ErrorCode.UNAVAILABLE, TokenIssuer.sign(RSA, claims()));
    }

    @Test
    void aDiscoveryDocumentOfAnotherIssuerIsNotBelieved() {
        issuer.claims("https://evil.example");
        refuses(ErrorCode.UNAVAILABLE, TokenIssuer.sign(RSA, claims()));
        assertThat(issuer.fetches()).isZero();
    }
}
