package org.modelgate.translator.dialect.openairesponses;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("pitfall 26: the bytes of a Responses request without the reasoning in its input")
class ReasoningCutTest {
    @Test
    void reasoningItemsGoAndAllElseStays() {
        String item =
                "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\"}],\"encrypted_content\":\"x\"}";
        String body =
                "{\"reasoning\":{\"effort\":\"low\"},\"input\":[%s{\"role\":\"user\",\"content\":\"reasoning\"}%s],\"x\":1}";
        assertThat(cut(body.formatted(item + " , ", ", " + item))).isEqualTo(body.formatted("", ""));
        assertThat(cut("{\"input\":\"reasoning\"}")).isEqualTo("{\"input\":\"reasoning\"}");
    }

    private static String cut(String body) {
        return new String(ReasoningCut.of(body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
