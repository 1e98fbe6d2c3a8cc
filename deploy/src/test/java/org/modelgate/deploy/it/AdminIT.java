package org.modelgate.deploy.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does in a day, and what clients notice of it, with a real process. */
@TestInstance(Lifecycle.PER_CLASS)
class AdminIT {
    private static final String TEXT = "Hello [[sim tokens=40]]";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Integer> ports = Ports.free(2);
    private Path directory;
    private Simulator simulator;
    private HttpServer issuer;
    private ECKey issuerKey;
    private GatewayProcess gateway;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        directory = folder;
        simulator = Simulator.start(folder);
        issuerKey = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuerName(), issuerName()));
        serve("/keys", new JWKSet(issuerKey.toPublicJWK()).toString(true));
        issuer.start();
        launch();
    }

    private void serve(String path, String body) {
        issuer.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private String issuerName() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private void launch() {
        String yaml = GatewayConfig.of(simulator, directory).yaml(ports.get(0), ports.get(1), null)
                + "oidc: [{ issuer: \"%s\", audience: gateway, account_claim: org_id }]%n".formatted(issuerName())
                + "plans: { pro: { requests_per_minute: 600 } }%n".formatted();
        gateway = GatewayProcess.start("gateway", directory, yaml, List.of());
        Client client = new Client(url(), GatewayConfig.KEY);
        Awaitility.await("gateway ready")
                .atMost(Duration.ofSeconds(60))
                .failFast(gateway::assertAlive)
                .ignoreExceptions()
                .until(() -> client.get("/health/ready").status() == 200);
    }

    @AfterAll
    void stop() throws Exception {
        gateway.process().signal("TERM");
        assertThat(gateway.process().exitCode(Duration.ofSeconds(20)))
                .as(gateway.log())
                .isZero();
        gateway.close();
        simulator.close();
        issuer.stop(0);
        assertThat(new LedgerFile("sqlite:" + directory.resolve("gateway.db")).audit())
                .isEmpty();
    }

    private String url() {
        return "http://127.0.0.1:" + ports.get(0);
    }

    private record Reply(int status, String text) {
        JsonNode json() {
            return Client.json(text);
        }
    }

    private Reply admin(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(1) + path))
                .header("authorization", "Bearer " + GatewayConfig.ADMIN_KEY)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(answer.statusCode(), answer.body());
    }

    private HttpRequest message(String credential, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + Wire.MESSAGES.path()))
                .header("authorization", "Bearer " + credential)
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(
                        Wire.MESSAGES.body(GatewayConfig.CLAUDE, TEXT, 100).toString()));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static BigDecimal cost(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Client.json(answer.body()).path("gateway_usage").path("cost_usd").decimalValue();
    }

    @Test
    void anAccountsLifeFromItsCreationToTheLastRevokedKey() throws Exception {
        assertThat(admin("POST", "/admin/accounts", "{\"id\":\"globex\",\"plan\":\"pro\"}")
                        .status())
                .isEqualTo(201);
        JsonNode key = admin(
                        "POST", "/admin/keys", "{\"account\":\"globex\",\"name\":\"ci\",\"models\":[\"claude-*\"]}")
                .json();
        String secret = key.path("key").asText();
        String keyId = key.path("id").asText();
        assertThat(send(message(secret)).statusCode()).isEqualTo(402);
        for (int i = 0; i < 2; i++) {
            JsonNode granted = admin(
                            "POST",
                            "/admin/accounts/globex/credits",
                            "{\"amount_usd\":\"25.00\",\"reference\":\"invoice-7\"}")
                    .json();
            assertThat(granted.path("balance_usd").asText()).isEqualTo("25.00");
        }
        HttpResponse<String> answer = send(message(secret));
        BigDecimal cost = cost(answer);
        BigDecimal rest = new BigDecimal("25").subtract(cost);
        Client client = new Client(url(), secret);

        assertThat(client.credits().balance()).isEqualByComparingTo(rest);
        JsonNode account = admin("GET", "/admin/accounts/globex", "").json();
        assertThat(new BigDecimal(account.path("balance_usd").asText())).isEqualByComparingTo(rest);
        assertThat(account.path("spent_usd").isTextual()).isTrue();
        String callId = answer.headers().firstValue("x-request-id").orElseThrow();
        JsonNode ledger =
                admin("GET", "/admin/accounts/globex/ledger", "").json().path("entries");
        assertThat(ledger.path(0).path("reference").asText()).isEqualTo(callId);
        assertThat(new BigDecimal(ledger.path(0).path("amount_usd").asText())).isEqualByComparingTo(cost.negate());
        JsonNode usage = admin("GET", "/admin/usage?group_by=account,key,model&account=globex", "")
                .json();
        assertThat(usage.path("rows")).hasSize(1);
        assertThat(usage.path("rows").path(0).path("key").asText()).isEqualTo(keyId);
        assertThat(admin("GET", "/admin/usage?group_by=day&format=csv&account=globex", "")
                        .text())
                .contains("\r\n" + Instant.now().toString().substring(0, 10) + ",1,");
        JsonNode request =
                admin("GET", "/admin/requests?account=globex", "").json().path("requests");
        assertThat(request.path(0).path("id").asText()).isEqualTo(callId);
        JsonNode generation = client.get("/v1/generations/" + callId).body();
        assertThat(generation.path("attempts")).hasSize(1);
        assertThat(generation.path("request_ms").asLong()).isNotNegative();
        assertThat(new Client(url(), GatewayConfig.KEY)
                        .get("/v1/generations/" + callId)
                        .status())
                .isEqualTo(404);

        Reply refund = admin("POST", "/admin/requests/" + callId + "/refund", "{\"reference\":\"case-1\"}");
        assertThat(refund.status()).isEqualTo(201);
        assertThat(admin("POST", "/admin/requests/" + callId + "/refund", "{\"reference\":\"case-2\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.credits().balance()).isEqualByComparingTo("25");

        assertThat(admin("DELETE", "/admin/keys/" + keyId, "").status()).isEqualTo(200);
        Awaitility.await("the key is refused")
                .atMost(Duration.ofSeconds(35))
                .until(() -> send(message(secret)).statusCode() == 401);
        JsonNode audit = admin("GET", "/admin/audit", "").json();
        assertThat(audit.toString()).doesNotContain(secret).contains("key.revoke", "credits.grant", "request.refund");
    }

    @Test
    void oneIdempotencyKeyIsOneCallAndOneChargeAlsoAfterAKill() throws Exception {
        Client client = new Client(url(), GatewayConfig.KEY);
        simulator.forget();
        BigDecimal before = client.credits().spent();
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(http.sendAsync(
                    message(GatewayConfig.KEY, "idempotency-key", "order-1"), HttpResponse.BodyHandlers.ofString()));
        }
        HttpResponse<String> first = null;
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            HttpResponse<String> answer = call.get();
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 409);
            if (answer.statusCode() == 200 && first == null) {
                first = answer;
            }
        }
        assertThat(first).isNotNull();
        assertThat(simulator.served()).hasSize(1);
        assertThat(client.credits().spent().subtract(before)).isEqualByComparingTo(cost(first));

        gateway.process().kill();
        gateway.close();
        launch();
        HttpResponse<String> again = send(message(GatewayConfig.KEY, "idempotency-key", "order-1"));
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("idempotent-replayed")).contains("true");
        assertThat(simulator.served()).hasSize(1);
        HttpRequest other = HttpRequest.newBuilder(URI.create(url() + Wire.MESSAGES.path()))
                .header("authorization", "Bearer " + GatewayConfig.KEY)
                .header("idempotency-key", "order-1")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Wire.MESSAGES.body(GatewayConfig.CLAUDE, "Other", 100).toString()))
                .build();
        assertThat(send(other).statusCode()).isEqualTo(422);
    }

    @Test
    void aTokenOfTheConfiguredIssuerPaysFromItsAccount() throws Exception {
        Client client = new Client(url(), GatewayConfig.KEY);
        BigDecimal before = client.credits().spent();
        HttpResponse<String> answer = send(message(token("acme")));
        assertThat(client.credits().spent().subtract(before)).isEqualByComparingTo(cost(answer));
        assertThat(send(message(token("nobody"))).statusCode()).isEqualTo(403);
        assertThat(send(message(token("acme") + "x")).statusCode()).isEqualTo(401);
        assertThat(send(message(token("acme"), "x-api-key", "wrong")).statusCode())
                .isEqualTo(401);
    }

    private String token(String account) throws Exception {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new Payload(Map.<String, Object>of(
                        "iss",
                        issuerName(),
                        "aud",
                        "gateway",
                        "exp",
                        Instant.now().getEpochSecond() + 300,
                        "org_id",
                        account)));
        token.sign(new ECDSASigner(issuerKey));
        return token.serialize();
    }
}
