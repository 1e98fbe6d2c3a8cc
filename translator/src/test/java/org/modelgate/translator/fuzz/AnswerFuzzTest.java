package org.modelgate.translator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;

/** Whole answers and errors of providers, whatever they hold. */
class AnswerFuzzTest {
    @MethodSource("org.modelgate.translator.fuzz.Seeds#answers")
    @FuzzTest
    void answersAreReadOrRefusedAndWrittenForEachClient(byte[] body) throws IOException {
        for (Dialect provider : Dialects.all()) {
            InferenceResponse response;
            try {
                response = provider.responses().decode(body);
            } catch (GatewayException refused) {
                continue;
            }
            for (ClientDialect client : Dialects.clients()) {
                byte[] answer = client.responses().encode(response, Samples.answer(Samples.request()), Samples.CHARGE);
                assertThat(Json.mapper().readTree(answer).has("gateway_usage")).isTrue();
            }
        }
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#answers")
    @FuzzTest
    void metersTellNoAbsurdUsageAndSplicingKeepsJson(byte[] body) throws IOException {
        for (Dialect dialect : Dialects.all()) {
            AnswerFacts facts = dialect.meter().read(body);
            Usage usage = facts.usage();
            if (usage != null) {
                assertThat(usage.input()).isNotNegative();
                assertThat(usage.output()).isNotNegative();
            }
            assertThat(facts.textBytes()).isNotNegative();
            if (facts.error() == null && isJson(body) && dialect instanceof ClientDialect client) {
                byte[] marked = client.passthrough().withGatewayUsage(body, Samples.CHARGE);
                assertThat(Json.mapper().readTree(marked).isObject()).isTrue();
            }
        }
    }

    @MethodSource("org.modelgate.translator.fuzz.Seeds#errors")
    @FuzzTest
    void errorsOfProvidersAlwaysBecomeOnesOfOurs(byte[] body) throws IOException {
        int status = 300 + (body.length * 31) % 300;
        for (Dialect provider : Dialects.all()) {
            GatewayError error = provider.errors().decode(status, Map.of(), body);
            assertThat(error.message()).isNotBlank();
            for (ClientDialect client : Dialects.clients()) {
                assertThat(client.errors().status(error)).isBetween(400, 599);
                assertThat(Json.mapper()
                                .readTree(client.errors().body(error, "req_1"))
                                .isObject())
                        .isTrue();
            }
        }
    }

    private static boolean isJson(byte[] body) {
        try {
            return Json.document(body, 0, body.length).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
