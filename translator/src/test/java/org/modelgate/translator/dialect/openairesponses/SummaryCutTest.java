package org.modelgate.translator.dialect.openairesponses;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryCutTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ \"summary\" : \"auto\" , \"effort\":\"low\"}|{ \"effort\":\"low\"}",
                "{\"effort\":\"low\", \"summary\":\"auto\"}|{\"effort\":\"low\"}",
                "{\"generate_summary\":\"concise\",\"summary\":null}|{}",
                "{\"effort\":\"low\"}|{\"effort\":\"low\"}",
                "null|null"
            })
    void theWishGoesAndAllElseStays(String reasoning, String left) {
        String body = "{\"x\":{\"summary\":1},\"reasoning\":%s,\"input\":[{\"type\":\"reasoning\",\"summary\":[]}]}";
        byte[] cut = SummaryCut.of(body.formatted(reasoning).getBytes(StandardCharsets.UTF_8));
        assertThat(new String(cut, StandardCharsets.UTF_8)).isEqualTo(body.formatted(left));
    }
}
