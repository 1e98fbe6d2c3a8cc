package org.modelgate.edge.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of one issuer: fetched when they are first needed, when they are old, and when a token names one that isn't
 * there, by one thread at a time and at most once in 10 s. Whoever finds the right key doesn't wait for a fetch of another. While
 * the issuer is away those of the last 24 h serve. Safe for many threads; blocks, so it is for virtual ones.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final long FETCH_NANOS_MIN = Duration.ofSeconds(10).toNanos();
    private static final long FRESH_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long STALE_NANOS = Duration.ofHours(24).toNanos();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int BYTES_MAX = 512 * 1024;

    private final Issuer issuer;
    private final HttpClient http;
    private final LongSupplier nanos;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Fetched fetched;
    private volatile @Nullable Long triedAt;

    private record Fetched(JWKSet keys, long at) {}

    /**
     * @param http follows no redirects
     * @param nanos monotonic time
     */
    IssuerKeys(Issuer issuer, HttpClient http, LongSupplier nanos) {
        this.issuer = issuer;
        this.http = http;
        this.nanos = nanos;
    }

    /**
     * Keys that a token with this header may be signed with; empty if the issuer has none.
     *
     * @throws org.modelgate.common.error.GatewayException 503 if the issuer's keys can't be known
     */
    List<JWK> matching(JWSHeader header) {
        Fetched known = fetched;
        List<JWK> keys = known == null ? List.of() : select(known, header);
        if (known == null || keys.isEmpty() || nanos.getAsLong() - known.at > FRESH_NANOS) {
            refresh(known, !keys.isEmpty());
            Fetched now = fetched;
            if (now == null || nanos.getAsLong() - now.at > STALE_NANOS) {
                throw GatewayError.unavailable("the keys of the token's issuer can't be read at the moment")
                        .withRetryAfterMillis(Duration.ofNanos(FETCH_NANOS_MIN).toMillis())
                        .asException();
            }
            keys = select(now, header);
        }
        return keys;
    }

    private static List<JWK> select(Fetched fetched, JWSHeader header) {
        return new JWKSelector(JWKMatcher.forJWSHeader(header)).select(fetched.keys);
    }

    private void refresh(@Nullable Fetched known, boolean unlessOthersDo) {
        if (!unlessOthersDo) {
            fetching.lock();
        } else if (!fetching.tryLock()) {
            return;
        }
        try {
            Long last = triedAt;
            boolean others = !Objects.equals(fetched, known);
            if (others || (last != null && nanos.getAsLong() - last < FETCH_NANOS_MIN)) {
                return;
            }
            triedAt = nanos.getAsLong();
            fetched = new Fetched(within(TIMEOUT, this::fetch), nanos.getAsLong());
        } catch (IOException | RuntimeException e) {
            // Whatever the issuer sends: what is known goes on serving.
            LOG.atWarn()
                    .addKeyValue("issuer", issuer.issuer())
                    .addKeyValue("cause", e)
                    .log("the keys of a token issuer can't be fetched");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fetching.unlock();
        }
    }

    /** The HTTP client's own timeout ends with the head of an answer. */
    private static JWKSet within(Duration time, Callable<JWKSet> fetch) throws IOException, InterruptedException {
        FutureTask<JWKSet> task = new FutureTask<>(fetch);
        Thread.ofVirtual().name("issuer-keys").start(task);
        try {
            return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no whole answer in " + time.toSeconds() + " s", e);
        } finally {
            task.cancel(true);
        }
    }

    private JWKSet fetch() throws IOException, InterruptedException {
        URI given = issuer.jwksUri();
        JsonNode published = Json.mapper().readTree(get(given == null ? discovered() : given));
        if (!published.path("keys").isArray()) {
            throw new IOException("no set of keys");
        }
        List<JWK> keys = new ArrayList<>();
        for (JsonNode key : published.path("keys")) {
            try {
                JWK parsed = JWK.parse(key.toString()).toPublicJWK();
                if (parsed != null) {
                    keys.add(parsed);
                }
            } catch (ParseException | RuntimeException e) {
                // Of a kind that isn't known here, or broken: the others serve.
                LOG.atDebug().setCause(e).log("a key of a token issuer can't be read");
            }
        }
        return new JWKSet(keys);
    }

    private URI discovered() throws IOException, InterruptedException {
        JsonNode discovered = Json.mapper().readTree(get(issuer.discovery()));
        if (!issuer.issuer().toString().equals(discovered.path("issuer").asText())) {
            throw new IOException("the discovery document is of another issuer");
        }
        URI keys = URI.create(discovered.path("jwks_uri").asText());
        if (!Issuer.trusted(keys)) {
            throw new IOException("the discovery document's jwks_uri is no https address");
        }
        return keys;
    }

    private byte[] get(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("accept", "application/json")
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException("more than " + BYTES_MAX + " bytes");
            }
            return bytes;
        }
    }
}
