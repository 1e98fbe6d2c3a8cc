package org.modelgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.edge.auth.Issuer;

class EdgeConfigTest {

    private static Reading reading(String yaml) {
        return ConfigFile.read(yaml, name -> Optional.empty());
    }

    @Test
    void anEmptyFileMeansTheDefaults() {
        Reading reading = reading("{}");
        EdgeConfig config = EdgeConfig.read(reading.root());
        assertThat(reading.problems().lines()).isEmpty();
        assertThat(config)
                .isEqualTo(new EdgeConfig(
                        "127.0.0.1",
                        8080,
                        32 << 20,
                        Duration.ofSeconds(30),
                        null,
                        new EdgeConfig.Admin("127.0.0.1", 8081, null)));
    }

    @Test
    void everythingCanBeSet(@TempDir Path files) throws Exception {
        Path pem = Files.writeString(files.resolve("a.pem"), "x");
        Reading reading = reading("""
                server: { host: 0.0.0.0, port: 1, max_body: 1MB, drain_timeout: 5m, tls: { cert: %s, key: %s } }
                admin: { host: "::1", port: 2, key: secret }
                """.formatted(pem, pem));
        EdgeConfig config = EdgeConfig.read(reading.root());
        reading.reportUnknownKeys();
        assertThat(reading.problems().lines()).isEmpty();
        assertThat(config.tls()).isEqualTo(new EdgeConfig.Tls(pem, pem));
        assertThat(config.maxBodyBytes()).isEqualTo(1 << 20);
        assertThat(config.drainTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.admin().key().value()).isEqualTo("secret");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void issuersOfTokensAreRead() {
        Reading read = reading("""
                oidc:
                  - { issuer: https://a.example/realm, audience: gateway, jwks_uri: "https://a.example/certs?v=1", algorithms: [RS256] }
                  - { issuer: https://a.example/realm, audience: other, account_claim: org.id, algorithms: [ES256] }
                """);
        assertThat(EdgeConfig.read(read.root()).oidc())
                .containsExactly(
                        new Issuer(
                                URI.create("https://a.example/realm"),
                                "gateway",
                                URI.create("https://a.example/certs?v=1"),
                                "sub",
                                Set.of("RS256")),
                        new Issuer(URI.create("https://a.example/realm"), "other", null, "org.id", Set.of("ES256")));
        assertThat(read.problems().lines()).isEmpty();
    }

    @Test
    void faultsHaveTheirPaths() {
        Reading reading = reading("""
                server: { host: "", port: 70000, max_body: 1GB, drain_timeout: soon, tls: { cert: /nowhere.pem }, speed: 9 }
                admin: { port: -1, key: "" }
                """);
        EdgeConfig.read(reading.root());
        reading.reportUnknownKeys();
        assertThat(reading.problems().lines())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .contains(
                        "server.host",
                        "server.port",
                        "server.max_body",
                        "server.drain_timeout",
                        "server.tls.cert",
                        "server.tls.key",
                        "server.speed",
                        "admin.port",
                        "admin.key");
    }

    @Test
    void faultsOfIssuersHaveTheirPaths() {
        Reading reading = reading("""
                oidc:
                  - { issuer: "https://a.example?x=1", audience: a, jwks_uri: "http://a.example/certs", algorithms: [HS256] }
                  - { issuer: https://b.example, audience: b, jwks_uri: "file:///etc/keys" }
                  - { issuer: https://b.example, audience: b }
                """);
        EdgeConfig.read(reading.root());
        assertThat(reading.problems().lines())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "oidc[0].issuer",
                        "oidc[0].jwks_uri",
                        "oidc[0].algorithms",
                        "oidc[1].jwks_uri",
                        "oidc[2].audience");
    }
}
