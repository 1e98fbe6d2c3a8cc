package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.DialectId;

class TokenEstimatorTest {
    @Property
    void boundForAsciiIsTight(@ForAll @IntRange(min = 1, max = 20_000) int length) {
        long bound = bound("a".repeat(length));
        assertThat(bound).isBetween((length + 3L) / 4, (length + 3L) / 4 * 3 / 2 + 16);
    }

    @Test
    void boundForChineseAllowsTwoTokensACharacter() {
        assertThat(bound("\u4e2d".repeat(1000))).isGreaterThanOrEqualTo(2000);
    }

    @Test
    void outputIsAQuarterOfTheBytes() {
        assertThat(TokenEstimator.output(0)).isZero();
        assertThat(TokenEstimator.output(1)).isEqualTo(1);
        assertThat(TokenEstimator.output(400)).isEqualTo(100);
    }

    private static long bound(String text) {
        String body =
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        return TokenEstimator.inputUpperBound(
                Dialects.client(DialectId.ANTHROPIC_MESSAGES).scanner().scan(body.getBytes(StandardCharsets.UTF_8)));
    }
}
