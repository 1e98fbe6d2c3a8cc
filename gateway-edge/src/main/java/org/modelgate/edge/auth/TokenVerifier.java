package org.modelgate.edge.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.net.http.HttpClient;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a token is one, by RFC 8725: a signature of an allowed kind by a key that the issuer publishes, issuer and audience
 * exactly as configured, not expired, not too early. What a token says of keys itself ({@code jku, x5u, jwk}) is never looked at.
 * Safe for many threads; blocks, so it is for virtual ones.
 */
public final class TokenVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);
    private static final long LEEWAY_SECONDS = 60;
    private static final double SECONDS_MAX = 1L << 40;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final List<Issuer> issuers;
    private final Map<Issuer, IssuerKeys> keys = new HashMap<>();
    private final InstantSource clock;

    /**
     * A token that holds.
     *
     * @param untilMillis wall clock; it holds no longer
     */
    public record Verified(String account, long untilMillis) {}

    /** @param nanos monotonic time */
    public TokenVerifier(List<Issuer> issuers, InstantSource clock, LongSupplier nanos) {
        this.issuers = issuers;
        this.clock = clock;
        HttpClient http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
        Map<List<Object>, IssuerKeys> sources = new HashMap<>();
        for (Issuer issuer : issuers) {
            List<Object> source = List.of(issuer.issuer(), Optional.ofNullable(issuer.jwksUri()));
            keys.put(issuer, sources.computeIfAbsent(source, any -> new IssuerKeys(issuer, http, nanos)));
        }
    }

    /** Whether there is any issuer whose tokens could be taken. */
    public boolean takesTokens() {
        return !issuers.isEmpty();
    }

    /** Whether it has the form of a signed token: three parts, of which the first is a JSON object's. */
    public static boolean looksLikeToken(String credential) {
        if (!credential.startsWith("eyJ")) {
            return false;
        }
        int first = credential.indexOf('.');
        int second = credential.indexOf('.', first + 1);
        return first > 0 && second > first && credential.indexOf('.', second + 1) < 0;
    }

    /** @throws GatewayException 401 if it doesn't hold, 403 if it names no account, 503 if the issuer's keys can't be had */
    public Verified verify(String token) {
        JWSObject parsed;
        JsonNode claims;
        try {
            parsed = JWSObject.parse(token);
            byte[] payload = parsed.getPayload().toBytes();
            claims = Json.document(payload, 0, payload.length);
        } catch (ParseException | IOException | RuntimeException e) {
            throw refusal(e);
        }
        Issuer issuer = issuer(claims);
        if (!issuer.algorithms().contains(parsed.getHeader().getAlgorithm().getName())) {
            throw refusal(null);
        }
        long until = inTime(claims);
        signed(parsed, Objects.requireNonNull(keys.get(issuer)));
        return new Verified(account(claims, issuer), until);
    }

    private Issuer issuer(JsonNode claims) {
        JsonNode name = claims.path("iss");
        for (Issuer issuer : issuers) {
            if (name.isTextual()
                    && issuer.issuer().toString().equals(name.textValue())
                    && names(claims.path("aud"), issuer.audience())) {
                return issuer;
            }
        }
        throw refusal(null);
    }

    private static boolean names(JsonNode audience, String wanted) {
        if (audience.isTextual()) {
            return audience.textValue().equals(wanted);
        }
        for (JsonNode one : audience) {
            if (audience.isArray() && one.isTextual() && one.textValue().equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Returns until when the token holds. */
    private long inTime(JsonNode claims) {
        long now = clock.millis() / 1_000;
        JsonNode expires = claims.path("exp");
        long last = expires.isNumber() ? saturated(expires) : 0;
        if (now >= last + LEEWAY_SECONDS || !past(claims.path("nbf"), now) || !past(claims.path("iat"), now)) {
            throw refusal(null);
        }
        return (last + LEEWAY_SECONDS) * 1_000;
    }

    /** Whether a time is not to come, if there is one. */
    private static boolean past(JsonNode time, long now) {
        return time.isMissingNode() || (time.isNumber() && saturated(time) <= now + LEEWAY_SECONDS);
    }

    /** Seconds of a claim, within what can be counted with. */
    private static long saturated(JsonNode seconds) {
        return (long) Math.clamp(seconds.doubleValue(), 0, SECONDS_MAX);
    }

    private static void signed(JWSObject token, IssuerKeys keys) {
        for (JWK key : keys.matching(token.getHeader())) {
            try {
                if (key instanceof AsymmetricJWK asymmetric
                        && token.verify(new DefaultJWSVerifierFactory()
                                .createJWSVerifier(token.getHeader(), asymmetric.toPublicKey()))) {
                    return;
                }
            } catch (JOSEException | RuntimeException e) {
                // A key that can't have signed this; another one of the same name may have.
                LOG.atDebug().addKeyValue("cause", e.getClass().getSimpleName()).log("a key doesn't fit a token");
            }
        }
        throw refusal(null);
    }

    private static String account(JsonNode claims, Issuer issuer) {
        String claim = issuer.accountClaim();
        JsonNode account = claims.has(claim) ? claims.path(claim) : nested(claims, claim);
        if (!account.isTextual() || account.textValue().isBlank()) {
            throw GatewayError.of(Fault.ACCOUNT, ErrorCode.FORBIDDEN, "the token names no account")
                    .asException();
        }
        return account.textValue();
    }

    private static JsonNode nested(JsonNode claims, String path) {
        JsonNode claim = claims;
        for (String member : path.split("\\.", -1)) {
            claim = claim.path(member);
        }
        return claim;
    }

    /** The same for all that may be wrong, so that nobody learns what it was. */
    private static GatewayException refusal(@Nullable Throwable cause) {
        if (cause != null) {
            LOG.atDebug().addKeyValue("cause", cause.getClass().getSimpleName()).log("a token can't be read");
        }
        return KeyAuthenticator.REFUSAL.asException();
    }
}
