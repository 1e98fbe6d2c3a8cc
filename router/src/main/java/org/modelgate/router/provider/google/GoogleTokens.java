package org.modelgate.router.provider.google;

import com.google.auth.oauth2.GoogleCredentials;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.provider.Authentication;
import org.modelgate.router.provider.Renewed;

/**
 * Access tokens of Google Cloud. The library fetches a token when the one it holds has less than four minutes left; here its
 * headers are held for a moment only, so that no call goes to the library's lock.
 */
final class GoogleTokens implements Authentication {
    /** Less than what any token still has that the library gives out. */
    private static final Duration HELD = Duration.ofMinutes(2);

    private final GoogleKey key;
    private final @Nullable URI tokens;
    private final InstantSource clock;
    private final AtomicReference<@Nullable GoogleCredentials> read = new AtomicReference<>();
    private final Renewed<Map<String, String>> headers;

    GoogleTokens(Vertx vertx, InstantSource clock, GoogleKey key, @Nullable URI tokens) {
        this.key = key;
        this.tokens = tokens;
        this.clock = clock;
        this.headers = new Renewed<>("Google", clock, () -> vertx.executeBlocking(this::fetch, false));
    }

    private Renewed.Fetched<Map<String, String>> fetch() throws IOException {
        GoogleCredentials credentials = read.get();
        if (credentials == null) {
            credentials = key.read(tokens);
            read.set(credentials);
        }
        Map<String, String> proof = new HashMap<>();
        credentials
                .getRequestMetadata()
                .forEach((name, values) -> proof.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new Renewed.Fetched<>(Map.copyOf(proof), clock.instant().plus(HELD));
    }

    @Override
    public Future<Map<String, String>> headers(Outgoing request) {
        return headers.get();
    }

    /** The key is read again too: it may have been replaced. */
    @Override
    public boolean renew(int status, MultiMap answer) {
        boolean dropped = status == 401 && headers.drop();
        if (dropped) {
            read.set(null);
        }
        return dropped;
    }
}
