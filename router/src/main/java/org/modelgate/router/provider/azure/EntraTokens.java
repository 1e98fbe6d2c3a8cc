package org.modelgate.router.provider.azure;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;
import org.modelgate.router.provider.Authentication;
import org.modelgate.router.provider.Credential;
import org.modelgate.router.provider.Renewed;

/** Tokens of Microsoft Entra: an application's by its secret, or those of the machine's managed identity. One request each. */
final class EntraTokens implements Authentication {
    static final URI AUTHORITY = URI.create("https://login.microsoftonline.com");
    static final URI INSTANCE_METADATA = URI.create("http://169.254.169.254");
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final int ANSWER_BYTES_MAX = 64 * 1024;

    /** Who asks for a token. */
    sealed interface Identity {}

    record App(URI authority, String tenant, String client, Secret secret) implements Identity {
        App(URI authority, String tenant, String client, String secret) {
            this(authority, tenant, client, new Secret(secret));
        }
    }

    /** @param client of an identity that was assigned by its user, null for the machine's own */
    record Managed(URI metadata, @Nullable String client) implements Identity {}

    private final HttpClient http;
    private final Identity identity;
    private final String scope;
    private final InstantSource clock;
    private final Renewed<Map<String, String>> headers;

    private EntraTokens(Vertx vertx, InstantSource clock, Identity identity, String scope) {
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) TIMEOUT_MILLIS)
                .setKeepAlive(false)
                .setVerifyHost(true));
        this.clock = clock;
        this.identity = identity;
        this.scope = scope;
        this.headers = new Renewed<>("Entra", clock, this::fetch);
    }

    static Credential of(Identity identity, String scope) {
        return (vertx, clock) -> new EntraTokens(vertx, clock, identity, scope);
    }

    @Override
    public Future<Map<String, String>> headers(Outgoing request) {
        return headers.get();
    }

    @Override
    public boolean renew(int status, MultiMap answer) {
        return status == 401 && headers.drop();
    }

    @Override
    public void close() {
        http.close();
    }

    private Future<Renewed.Fetched<Map<String, String>>> fetch() {
        Future<HttpClientResponse> answer = switch (identity) {
            case App app -> ask(app);
            case Managed managed -> ask(managed);
        };
        return answer.compose(this::whole).map(this::token);
    }

    private Future<HttpClientResponse> ask(App app) {
        String form = "grant_type=client_credentials&client_id=" + encoded(app.client) + "&client_secret="
                + encoded(app.secret.value()) + "&scope=" + encoded(scope);
        RequestOptions options = options(
                        HttpMethod.POST, app.authority, "/" + encoded(app.tenant) + "/oauth2/v2.0/token")
                .putHeader("content-type", "application/x-www-form-urlencoded");
        return http.request(options).compose(request -> request.send(Buffer.buffer(form)));
    }

    private Future<HttpClientResponse> ask(Managed managed) {
        String resource = scope.replace("/.default", "");
        String whose = managed.client == null ? "" : "&client_id=" + encoded(managed.client);
        RequestOptions options = options(
                        HttpMethod.GET,
                        managed.metadata,
                        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + encoded(resource) + whose)
                .putHeader("metadata", "true");
        return http.request(options).compose(HttpClientRequest::send);
    }

    private static RequestOptions options(HttpMethod method, URI at, String path) {
        String prefix = at.getRawPath() == null ? "" : at.getRawPath().replaceFirst("/$", "");
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(at.getScheme() + "://" + at.getRawAuthority() + prefix + path)
                .setFollowRedirects(false)
                .setTimeout(TIMEOUT_MILLIS)
                .putHeader("accept", "application/json");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Future<Buffer> whole(HttpClientResponse answer) {
        int status = answer.statusCode();
        String length = answer.getHeader("content-length");
        if (length != null && length.length() > String.valueOf(ANSWER_BYTES_MAX).length()) {
            answer.request().reset();
            return Future.failedFuture(new IOException("the token service's answer is too large"));
        }
        return answer.body().compose(body -> {
            if (status != 200) {
                return Future.failedFuture(
                        new IOException("the token service answered with status " + status + reason(body)));
            }
            return Future.succeededFuture(body);
        });
    }

    /** Its code alone: its description may name the tenant. */
    private static String reason(Buffer body) {
        try {
            String code = new JsonObject(body).getString("error", "");
            return code.matches("[a-z_]{1,60}") ? " " + code : "";
        } catch (DecodeException | ClassCastException unreadable) {
            return "";
        }
    }

    private Renewed.Fetched<Map<String, String>> token(Buffer body) {
        JsonObject json = new JsonObject(body);
        String token = json.getString("access_token", "");
        long seconds = Long.parseLong(String.valueOf(json.getValue("expires_in", "0")));
        if (token.isEmpty() || seconds <= 0) {
            throw new IllegalStateException("the token service's answer has no token");
        }
        return new Renewed.Fetched<>(
                Map.of("authorization", "Bearer " + token), clock.instant().plus(Duration.ofSeconds(seconds)));
    }
}
