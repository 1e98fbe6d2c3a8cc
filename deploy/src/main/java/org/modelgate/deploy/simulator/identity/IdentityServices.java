package org.modelgate.deploy.simulator.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.identity.Tokens.Audience;

/**
 * Token services: Google's and Entra's below {@code /identity}, where a service account's key can be fetched too, and the metadata
 * server of a machine at Google, which has a path of its own. An application's secret at Entra is {@code sim-secret}.
 */
public final class IdentityServices {
    private static final String PREFIX = "/identity/";
    private static final String METADATA = "/computeMetadata/v1/";
    private static final String SECRET = "sim-secret";
    private static final int LIFE_SECONDS = 3599;

    private final Tokens tokens;
    private @Nullable GoogleAccount account;

    public IdentityServices(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Answers what is asked of a token service; false if it is none's. */
    public boolean handle(HttpServerRequest request, Buffer body) {
        String path = request.path();
        boolean googles = path.startsWith(METADATA) || path.equals("/");
        if (googles && Objects.equals(request.getHeader("metadata-flavor"), "Google")) {
            request.response().putHeader("metadata-flavor", "Google");
            if (path.endsWith("/token")) {
                answer(request, 200, token(Audience.GOOGLE));
            } else {
                request.response().setStatusCode(path.equals("/") ? 200 : 404).end();
            }
            return true;
        }
        if (!path.startsWith(PREFIX)) {
            return false;
        }
        switch (path.substring(PREFIX.length())) {
            case "google/service-account.json" -> answer(request, 200, account().file());
            case "google/token" -> google(request, form(body));
            case "azure/metadata/identity/oauth2/token" -> managed(request);
            default -> entra(request, form(body));
        }
        return true;
    }

    private GoogleAccount account() {
        GoogleAccount made = account == null ? new GoogleAccount() : account;
        account = made;
        return made;
    }

    private void google(HttpServerRequest request, Map<String, String> form) {
        boolean good = form.getOrDefault("grant_type", "").endsWith("jwt-bearer")
                && account().made(form.getOrDefault("assertion", ""));
        answer(request, good ? 200 : 400, good ? token(Audience.GOOGLE) : error("invalid_grant"));
    }

    private void managed(HttpServerRequest request) {
        boolean good = Objects.equals(request.getHeader("metadata"), "true") && request.getParam("resource") != null;
        answer(request, good ? 200 : 400, good ? token(Audience.AZURE) : error("invalid_request"));
    }

    private void entra(HttpServerRequest request, Map<String, String> form) {
        boolean asked = request.path().endsWith("/oauth2/v2.0/token")
                && form.getOrDefault("scope", "").endsWith("/.default")
                && form.getOrDefault("grant_type", "").equals("client_credentials");
        boolean good = asked && form.getOrDefault("client_secret", "").equals(SECRET);
        answer(
                request,
                good ? 200 : asked ? 401 : 400,
                good ? token(Audience.AZURE) : error(asked ? "invalid_client" : "invalid_request"));
    }

    private ObjectNode token(Audience audience) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("access_token", tokens.mint(audience))
                .put("expires_in", LIFE_SECONDS)
                .put("token_type", "Bearer");
    }

    private static ObjectNode error(String code) {
        return JsonNodeFactory.instance.objectNode().put("error", code).put("error_description", "simulated refusal");
    }

    private static void answer(HttpServerRequest request, int status, ObjectNode json) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json; charset=utf-8")
                .end(json.toString());
    }

    private static Map<String, String> form(Buffer body) {
        return Arrays.stream(body.toString().split("&", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8), (a, b) -> a));
    }
}
