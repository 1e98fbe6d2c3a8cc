package org.modelgate.translator.dialect.openaichat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("pitfall 26: the bytes of a chat request without the reasoning in its history")
class ReasoningCutTest {
    @Test
    void membersOfReasoningGoAndAllElseStays() {
        String body = "{\"reasoning\":{\"effort\":\"low\"},\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                + "{\"role\":\"assistant\", %s\"content\":\"b\"%s}],\"x\":1}";
        String cut = body.formatted(
                "\"reasoning\":\"r\",\"reasoning_content\":null,", ",\"reasoning_details\":[{\"signature\":\"s\"}]");
        assertThat(new String(ReasoningCut.of(cut.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo(body.formatted("", ""));
    }
}
