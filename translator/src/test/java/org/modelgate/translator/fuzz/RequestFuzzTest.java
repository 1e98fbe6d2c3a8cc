package org.modelgate.translator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.Warnings;

/** Bodies of clients. Whatever they hold, nothing but a {@link GatewayException} comes out of a scan, a reading or a translation. */
class RequestFuzzTest {
    private static final long CAP = 77;

    @MethodSource("org.modelgate.translator.fuzz.Seeds#requests")
    @FuzzTest
    void scannersAgreeWithTheFullDecoders(byte[] body) {
        for (ClientDialect dialect : Dialects.clients()) {
            BodyScan scan = scan(dialect, body);
            InferenceRequest request = scan == null ? null : decode(dialect, body);
            if (scan != null && request != null) {
                assertThat(scan.model()).isEqualTo(request.model());
                assertThat(scan.stream()).isEqualTo(request.stream());
                assertThat(scan.maxOutputTokens()).isEqualTo(request.maxOutputTokens());
                assertThat(scan.choices()).isEqualTo(request.choices());
            }
        }
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#requests")
    @FuzzTest
    void patchedBodiesAreJsonWithTheTargetsModel(byte[] body) throws IOException {
        for (ClientDialect dialect : Dialects.clients()) {
            BodyScan scan = scan(dialect, body);
            if (scan != null) {
                assertThat(scan.textBytes()).isBetween(0L, (long) body.length);
                assertThat(scan.wideBytes()).isBetween(0L, scan.textBytes());
                JsonNode patched = Json.mapper().readTree(dialect.passthrough().patch(body, scan, "target\"x", CAP));
                assertThat(patched.path("model").asText()).isEqualTo("target\"x");
            }
        }
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#requests")
    @FuzzTest
    void whatADialectReadsEachOtherRefusesOrWritesAsJsonTheSameWayTwice(byte[] body) throws IOException {
        for (ClientDialect client : Dialects.clients()) {
            InferenceRequest request = decode(client, body);
            if (request != null) {
                for (Dialect provider : Dialects.all()) {
                    byte @Nullable [] first = encode(provider, request);
                    if (first != null) {
                        assertThat(Json.mapper().readTree(first).isObject()).isTrue();
                        assertThat(encode(provider, request)).isEqualTo(first);
                    }
                }
            }
        }
    }

    private static @Nullable BodyScan scan(ClientDialect dialect, byte[] body) {
        try {
            return dialect.scanner().scan(body);
        } catch (GatewayException refused) {
            return null;
        }
    }

    private static @Nullable InferenceRequest decode(ClientDialect dialect, byte[] body) {
        try {
            return dialect.requests().decode(body, Map.of(), new Warnings());
        } catch (GatewayException refused) {
            return null;
        }
    }

    private static byte @Nullable [] encode(Dialect provider, InferenceRequest request) {
        try {
            return provider.requests()
                    .encode(request, Samples.target("sim", "target-model"), new Warnings())
                    .body();
        } catch (GatewayException refused) {
            return null;
        }
    }
}
