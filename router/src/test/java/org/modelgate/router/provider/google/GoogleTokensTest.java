package org.modelgate.router.provider.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.config.Secret;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.router.provider.Authentication;

/** A service account's key against a token server of our own. */
class GoogleTokensTest {
    private static final Authentication.Outgoing ANY = new Authentication.Outgoing(
            "POST", URI.create("https://aiplatform.googleapis.com/x"), Map.of(), Buffer.buffer());
    private static final String TOKEN = "{\"access_token\":\"ya29.one\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream tokens = new ScriptedUpstream(vertx);
    private KeyPair pair;
    private Instant now = Instant.parse("2026-11-21T00:00:00Z");

    @BeforeEach
    void key() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
    }

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Secret account(String tokenUri) {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return new Secret(new JsonObject()
                .put("type", "service_account")
                .put("project_id", "acme")
                .put("private_key_id", "kid-1")
                .put("private_key", pem)
                .put("client_email", "gateway@acme.iam.gserviceaccount.com")
                .put("client_id", "1")
                .put("quota_project_id", "billing-project")
                .put("token_uri", tokenUri)
                .encode());
    }

    private GoogleTokens tokens(Secret json, URI url) {
        return new GoogleTokens(vertx, () -> now, new GoogleKey.Given(json), url);
    }

    private static Map<String, String> get(Future<Map<String, String>> headers) throws TimeoutException {
        return headers.await(20, TimeUnit.SECONDS);
    }

    private static JsonObject part(String jwt, int index) {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[index]), StandardCharsets.UTF_8));
    }

    @Test
    void theSignedAssertionIsExchangedForATokenOnce() throws Exception {
        tokens.thenAnswer(200, TOKEN, "content-type", "application/json");
        GoogleTokens google = tokens(account("https://oauth2.googleapis.com/token"), tokens.uri());
        assertThat(get(google.headers(ANY)))
                .containsEntry("authorization", "Bearer ya29.one")
                .containsEntry("x-goog-user-project", "billing-project");
        assertThat(get(google.headers(ANY))).containsEntry("authorization", "Bearer ya29.one");
        now = now.plusSeconds(70);
        assertThat(get(google.headers(ANY))).containsEntry("authorization", "Bearer ya29.one");

        assertThat(tokens.seen()).hasSize(1);
        String form = tokens.seen().getFirst().body();
        assertThat(form).contains("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer".replace(":", "%3A"));
        String jwt = URLDecoder.decode(
                form.replaceFirst(".*assertion=", "").replaceFirst("&.*", ""), StandardCharsets.UTF_8);
        assertThat(part(jwt, 0).getString("kid")).isEqualTo("kid-1");
        assertThat(part(jwt, 1).getString("iss")).isEqualTo("gateway@acme.iam.gserviceaccount.com");
        assertThat(part(jwt, 1).getString("scope")).isEqualTo("https://www.googleapis.com/auth/cloud-platform");
        Signature check = Signature.getInstance("SHA256withRSA");
        check.initVerify(pair.getPublic());
        check.update(jwt.substring(0, jwt.lastIndexOf('.')).getBytes(StandardCharsets.UTF_8));
        assertThat(check.verify(Base64.getUrlDecoder().decode(jwt.substring(jwt.lastIndexOf('.') + 1))))
                .isTrue();
    }

    @Test
    void aRefusedTokenIsFetchedAnewWithTheKeyReadAgain() throws Exception {
        tokens.thenAnswer(200, TOKEN, "content-type", "application/json")
                .thenAnswer(200, TOKEN.replace("one", "two"), "content-type", "application/json");
        GoogleTokens google = tokens(account("https://oauth2.googleapis.com/token"), tokens.uri());
        get(google.headers(ANY));
        now = now.plusSeconds(40);
        assertThat(google.renew(401, MultiMap.caseInsensitiveMultiMap())).isTrue();
        assertThat(get(google.headers(ANY))).containsEntry("authorization", "Bearer ya29.two");
    }

    @Test
    void anAssertionGoesToNoOtherHostThanGooglesUnlessTheOperatorSaysSo() {
        for (String uri : new String[] {
            "https://evil.example/token",
            "http://oauth2.googleapis.com/token",
            "https://googleapis.com.evil.example/token"
        }) {
            assertThatThrownBy(() -> get(tokens(account(uri), null).headers(ANY)))
                    .hasMessageContaining("token_uri")
                    .hasMessageNotContaining("PRIVATE");
        }
        assertThat(tokens.seen()).isEmpty();
    }

    @Test
    void aKeyThatIsNoneFailsWithoutShowingIt() {
        assertThatThrownBy(() -> get(
                        tokens(new Secret("{\"type\":\"secret-thing\"}"), null).headers(ANY)))
                .isInstanceOf(Exception.class);
        assertThatThrownBy(() -> get(
                        new GoogleTokens(vertx, () -> now, new GoogleKey.InFile("/no/such/file"), null).headers(ANY)))
                .isInstanceOf(Exception.class);
    }
}
