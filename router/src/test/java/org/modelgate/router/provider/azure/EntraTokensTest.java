package org.modelgate.router.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.router.provider.Authentication;

/** Tokens of Entra, from a token service of our own. */
class EntraTokensTest {
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";
    private static final Authentication.Outgoing ANY =
            new Authentication.Outgoing("POST", URI.create("https://r.openai.azure.com/x"), Map.of(), Buffer.buffer());

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream service = new ScriptedUpstream(vertx);
    private Instant now = Instant.parse("2026-11-21T00:00:00Z");

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Authentication open(EntraTokens.Identity identity) {
        return EntraTokens.of(identity, SCOPE).open(vertx, () -> now);
    }

    private static Map<String, String> get(Authentication tokens) throws TimeoutException {
        return tokens.headers(ANY).await(20, TimeUnit.SECONDS);
    }

    @Test
    void anApplicationGetsATokenForItsSecret() throws TimeoutException {
        service.thenAnswer(200, "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"eyJ.one\"}")
                .thenAnswer(200, "{\"expires_in\":3599,\"access_token\":\"eyJ.two\"}");
        Authentication tokens = open(new EntraTokens.App(service.uri(), "tenant-1", "app-1", "s&cret"));
        assertThat(get(tokens)).containsOnly(Map.entry("authorization", "Bearer eyJ.one"));
        assertThat(get(tokens)).containsEntry("authorization", "Bearer eyJ.one");
        assertThat(service.seen()).hasSize(1);
        assertThat(service.seen().getFirst().uri()).isEqualTo("/tenant-1/oauth2/v2.0/token");
        assertThat(service.seen().getFirst().body())
                .isEqualTo("grant_type=client_credentials&client_id=app-1&client_secret=s%26cret"
                        + "&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default");
        now = now.plusSeconds(60);
        assertThat(tokens.renew(401, MultiMap.caseInsensitiveMultiMap())).isTrue();
        assertThat(get(tokens)).containsEntry("authorization", "Bearer eyJ.two");
    }

    @Test
    void aMachineAsksItsMetadataService() throws TimeoutException {
        service.thenAnswer(200, "{\"access_token\":\"eyJ.m\",\"expires_in\":\"86399\",\"resource\":\"x\"}");
        Authentication tokens = open(new EntraTokens.Managed(service.uri(), "id-1"));
        assertThat(get(tokens)).containsEntry("authorization", "Bearer eyJ.m");
        ScriptedUpstream.Seen seen = service.seen().getFirst();
        assertThat(seen.uri())
                .isEqualTo("/metadata/identity/oauth2/token?api-version=2018-02-01"
                        + "&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=id-1");
        assertThat(seen.headers().get("metadata")).isEqualTo("true");
    }

    @Test
    void aRefusalTellsItsCodeAndNoMore() {
        service.thenAnswer(401, "{\"error\":\"invalid_client\",\"error_description\":\"secret s3 of tenant t\"}");
        assertThatThrownBy(() -> get(open(new EntraTokens.App(service.uri(), "t", "a", "s3"))))
                .hasMessageContaining("401 invalid_client")
                .hasMessageNotContaining("s3");
    }
}
