package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerFacts;

class AnthropicPassthroughTest {
    private static final String ANSWER =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"EoUB\"},{\"type\":\"text\",\"text\":\"Hello\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"a\":\"xyz\"}}],\"usage\":%s}";

    private final AnthropicPassthrough passthrough = new AnthropicPassthrough();

    @Test
    void readsUsageIdAndSizeOfAnAnswer() {
        AnswerFacts facts = read(
                ANSWER.formatted(
                        "{\"input_tokens\":200,\"cache_creation_input_tokens\":400,\"cache_read_input_tokens\":2000,\"output_tokens\":30,\"output_tokens_details\":{\"thinking_tokens\":4},\"service_tier\":\"standard\"}"));
        assertThat(facts.usage()).isEqualTo(new Usage(200, 2000, 400, 0, 30, 4, 0));
        assertThat(facts.upstreamId()).isEqualTo("msg_1");
        assertThat(facts.textBytes()).isEqualTo("hm".length() + "Hello".length() + "f".length() + "xyz".length());
        assertThat(facts.error()).isNull();
    }

    @Test
    void figuresThatCannotBeTrueAreNoFigures() {
        for (String usage : new String[] {
            "{\"input_tokens\":-1,\"output_tokens\":3}",
            "{\"input_tokens\":1,\"output_tokens\":3.5}",
            "{\"input_tokens\":\"many\",\"output_tokens\":3}",
            "{\"input_tokens\":1,\"output_tokens\":99999999999999999999}",
            "{}",
            "null"
        }) {
            assertThat(read(ANSWER.formatted(usage)).usage()).as(usage).isNull();
        }
    }

    @Test
    void anErrorInsideA200IsAnError() {
        AnswerFacts facts =
                read("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        assertThat(facts.error()).isNotNull();
        assertThat(facts.error().code()).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void whatIsNoMessageIsAnError() {
        for (String body :
                new String[] {"", "[]", "<html>", "{\"id\":\"x\"", "{\"id\":\"x\"}", "{\"content\":\"x\"}"}) {
            assertThat(read(body).error()).as(body).isNotNull();
        }
    }

    @Test
    void gatewayUsageStandsAtTheEndOfTheTopLevel() {
        GatewayUsage usage = new GatewayUsage(1, 2, 3, "p", true);
        String member =
                "\"gateway_usage\":{\"tokens_charged\":1,\"request_ms\":2,\"cost_usd\":0.000000003,\"provider\":\"p\",\"cached\":true}";
        assertThat(with("{\"a\" : 1}\n", usage)).isEqualTo("{\"a\" : 1," + member + "}\n");
        assertThat(with("{ }", usage)).isEqualTo("{ " + member + "}");
        assertThat(with("oops", usage)).isEqualTo("oops");
    }

    private String with(String body, GatewayUsage usage) {
        return new String(
                passthrough.withGatewayUsage(body.getBytes(StandardCharsets.UTF_8), usage), StandardCharsets.UTF_8);
    }

    private AnswerFacts read(String body) {
        return passthrough.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
