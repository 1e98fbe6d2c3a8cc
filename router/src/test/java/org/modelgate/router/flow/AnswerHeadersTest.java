package org.modelgate.router.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadersTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0.000000001", "15, 0.000000015", "1500000000, 1.5", "20000000000, 20"})
    void costsAreDecimalsWithoutExponent(long nano, String usd) {
        assertThat(AnswerHeaders.usd(nano)).isEqualTo(usd);
    }
}
