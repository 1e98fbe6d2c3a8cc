package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;

/** Names and texts that come from outside and go into headers and error messages. */
class HostileTextTest {
    static final List<ClientDialect> CLIENTS = Dialects.clients();

    @Test
    void warningsAreOneHeaderLineWhateverAFieldIsCalled() {
        Warnings warnings = new Warnings();
        warnings.add("a\r\nset-cookie: b=c", "unsupported");
        warnings.add("h\u00e9, \uD83D\uDE00;x", "unsupported");
        warnings.add("x".repeat(10_000), "unsupported");

        assertThat(warnings.entries())
                .containsExactly(
                        "a??set-cookie:?b=c;unsupported", "h??????x;unsupported", "x".repeat(128) + ";unsupported");
    }

    @Test
    void aProvidersTextMayHoldAnyLetters() {
        List<String> cleaned = new ArrayList<>();
        for (String text : List.of("\u0130\u0130\u0130ANTHROPIC: no", "x".repeat(1_023) + "\uD83D\uDE00", "\uDE00")) {
            cleaned.add(ProviderText.clean(text));
        }

        assertThat(cleaned).containsExactly("provider: no", "x".repeat(1_023) + "\uFFFD", "\uFFFD");
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void anErrorWithHalfACharacterIsStillJson(ClientDialect dialect) throws IOException {
        GatewayError error = GatewayError.invalid("tools.\uD83D", "names no tool \uDE00");

        JsonNode body = Json.mapper().readTree(dialect.errors().body(error, "req_1"));

        assertThat(body.path("error").path("message").asText()).contains("names no tool");
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void aProviderThatSaysNothingButBlanksGetsAMessageOfOurs(ClientDialect dialect) {
        for (int status : new int[] {400, 404, 413, 422, 429, 500, 503, 529}) {
            byte[] body = "{\"error\":{\"message\":\" \\n\"}}".getBytes(StandardCharsets.UTF_8);
            assertThat(dialect.errors().decode(status, Map.of(), body).message())
                    .isNotBlank();
        }
    }
}
