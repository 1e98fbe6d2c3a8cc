package org.modelgate.edge.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer: its discovery document, its keys, and tokens signed with them. */
final class TokenIssuer implements AutoCloseable {
    static final String AUDIENCE = "gateway";

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicInteger discoveries = new AtomicInteger();
    private volatile String published;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile String claimedIssuer;
    private volatile boolean away;

    TokenIssuer(JWK... keys) throws IOException {
        publish(keys);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        claimedIssuer = name();
        server.createContext("/.well-known/openid-configuration", exchange -> {
            discoveries.incrementAndGet();
            answer(exchange, "{\"issuer\":\"" + claimedIssuer + "\",\"jwks_uri\":\"" + name() + "/keys\"}");
        });
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            answer(exchange, published);
        });
        server.start();
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(away ? 503 : 200, bytes.length);
        exchange.getResponseBody().write(bytes, 0, 1);
        exchange.getResponseBody().flush();
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.getResponseBody().write(bytes, 1, bytes.length - 1);
        exchange.close();
    }

    static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Issuer config() {
        return config("org_id");
    }

    Issuer config(String accountClaim) {
        return new Issuer(URI.create(name()), AUDIENCE, null, accountClaim, Issuer.ALGORITHMS);
    }

    /** How often the keys were asked for. */
    int fetches() {
        return fetches.get();
    }

    int discoveries() {
        return discoveries.get();
    }

    void publish(JWK... keys) {
        publish(new JWKSet(List.of(keys)).toString(true));
    }

    /** Whatever it is. */
    void publish(String keys) {
        published = keys;
    }

    /** Answers end after their first byte until then. */
    void hold(CountDownLatch until) {
        held = until;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    void claims(String issuer) {
        claimedIssuer = issuer;
    }

    /** Claims of a good token for the account acme. */
    Map<String, Object> claims(long nowSeconds) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", name());
        claims.put("aud", AUDIENCE);
        claims.put("exp", nowSeconds + 600);
        claims.put("org_id", "acme");
        return claims;
    }

    static String sign(JWK key, Map<String, Object> claims) {
        return sign(key, key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256, key.getKeyID(), claims);
    }

    static String sign(JWK key, JWSAlgorithm algorithm, String keyId, Map<String, Object> claims) {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(keyId)
                .build();
        return sign(key, header, claims);
    }

    static String sign(JWK key, JWSHeader header, Map<String, Object> claims) {
        try {
            JWSSigner signer = key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
            JWSObject token = new JWSObject(header, new Payload(claims));
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        held.countDown();
        server.stop(0);
    }
}
