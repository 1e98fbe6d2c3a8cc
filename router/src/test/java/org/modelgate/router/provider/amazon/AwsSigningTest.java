package org.modelgate.router.provider.amazon;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.config.Secret;
import org.modelgate.router.provider.Authentication;

/** Signatures as the wire notes on Bedrock give them (section 5), which were made by AWS's own SDK. */
class AwsSigningTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final String HOST = "https://bedrock-runtime.us-east-1.amazonaws.com";
    private static final String BODY = "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":16,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final AwsKeys KEYS =
            new AwsKeys("AKIDEXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), null, null);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws TimeoutException {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private AwsSigning signing(InstantSource clock, AwsKeys keys) {
        return new AwsSigning(vertx, clock, keys.source(), "bedrock", "us-east-1");
    }

    private static Authentication.Outgoing request(String path, byte[] body) {
        return new Authentication.Outgoing(
                "POST",
                URI.create(HOST + path),
                Map.of(
                        "content-type", "application/json",
                        "accept", "application/json",
                        "accept-encoding", "identity",
                        "traceparent", "00-1"),
                Buffer.buffer(body));
    }

    private static Map<String, String> get(Future<Map<String, String>> headers) {
        try {
            return headers.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-v1:0/invoke, c2d3cd7bcbaa62aca0194bc12389187c42ce59492cc7e11fab6636e0e14de406",
        "-v1%3A0/invoke, a0617c270b5078f0795fa8b00a7d558193259938ba2b5828276123a291eb7531"
    })
    void theSignatureIsThePublishedOne(String path, String signature) {
        Map<String, String> proof = get(signing(() -> NOW, KEYS)
                .headers(request("/model/us.anthropic.claude-opus-4-6" + path, BODY.getBytes(StandardCharsets.UTF_8))));
        assertThat(proof)
                .containsEntry(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/us-east-1/bedrock/aws4_request, "
                                + "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, Signature="
                                + signature)
                .containsEntry("x-amz-date", "20261121T000000Z")
                .containsEntry(
                        "x-amz-content-sha256", "616eb59224eb795b641b4c541ad9ee8b939a1e8798f73b54fce66bb79ddbb992")
                .hasSize(3);
    }

    @Test
    void temporaryCredentialsSendTheirTokenAndSignIt() {
        AwsKeys temporary = new AwsKeys("AKID", new Secret("s"), new Secret("token-1"), null);
        Map<String, String> proof =
                get(signing(() -> NOW, temporary).headers(request("/model/m/invoke", new byte[] {'{'})));
        assertThat(proof).containsEntry("x-amz-security-token", "token-1");
        assertThat(proof.get("authorization")).contains("x-amz-security-token");
    }

    @Test
    void aLargeBodyIsSignedAsASmallOneIs() {
        byte[] large = new byte[300 * 1024];
        Map<String, String> proof = get(signing(() -> NOW, KEYS).headers(request("/model/m/invoke", large)));
        assertThat(proof).containsEntry("x-amz-content-sha256", sha256(large)).containsKey("authorization");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWrongClockIsCorrectedByTheAnswersDateOnce() {
        AwsSigning signing = signing(() -> NOW, KEYS);
        MultiMap refused = MultiMap.caseInsensitiveMultiMap()
                .add("x-amzn-errortype", "InvalidSignatureException:http://internal")
                .add("date", "Sat, 21 Nov 2026 00:10:00 GMT");
        assertThat(signing.renew(403, refused)).isTrue();
        assertThat(signing.renew(403, refused)).isFalse();
        assertThat(get(signing.headers(request("/model/m/invoke", new byte[0]))))
                .containsEntry("x-amz-date", "20261121T001000Z");
    }

    @Test
    void anExpiredCredentialIsFetchedAnew() {
        Instant[] now = {NOW};
        AwsSigning signing = signing(() -> now[0], KEYS);
        get(signing.headers(request("/model/m/invoke", new byte[0])));
        MultiMap expired = MultiMap.caseInsensitiveMultiMap().add("x-amzn-errortype", "ExpiredTokenException");
        assertThat(signing.renew(403, expired)).as("it is brand-new").isFalse();
        now[0] = NOW.plusSeconds(60);
        assertThat(signing.renew(403, expired)).isTrue();
        assertThat(signing.renew(
                        403, MultiMap.caseInsensitiveMultiMap().add("x-amzn-errortype", "AccessDeniedException")))
                .isFalse();
    }
}
