package org.modelgate.router.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;
import org.modelgate.translator.Dialects;

class MeteredTest {
    private static final long CAP = 1_000;
    private static final BodyScan SCAN = Dialects.client(DialectId.ANTHROPIC_MESSAGES)
            .scanner()
            .scan("{\"model\":\"m\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"
                    .getBytes(StandardCharsets.UTF_8));

    @Test
    void theProvidersFinalFiguresCount() {
        Metered metered = Metered.of(Usage.of(10, 20), true, 4_000, SCAN, CAP);
        assertThat(metered).isEqualTo(new Metered(Usage.of(10, 20), UsageSource.PROVIDER_FINAL, false));
    }

    @Test
    void anEstimateALittleAboveTheCapMeansTheCap() {
        Metered metered = Metered.of(Usage.of(10, 1), false, 4 * (CAP + 200), SCAN, CAP);
        assertThat(metered.usage().output()).isEqualTo(CAP);
        assertThat(metered.source()).isEqualTo(UsageSource.ESTIMATED);
    }

    @Test
    void anEstimateFarAboveTheCapMeansThatTheProviderIgnoresIt() {
        assertThat(Metered.of(null, false, 8 * CAP, SCAN, CAP).usage().output()).isEqualTo(2 * CAP);
    }

    @Test
    void outputFarAboveTheCapIsNoTruthAndTheAnswerIsCounted() {
        Metered metered = Metered.of(Usage.of(10, 900_000_000), true, 40, SCAN, CAP);
        assertThat(metered.absurd()).isTrue();
        assertThat(metered.source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(metered.usage().output()).isEqualTo(10);
    }

    @Test
    void reasoningBesideTheCapIsTrue() {
        Metered metered = Metered.of(Usage.of(10, 4 * CAP), true, 40, SCAN, CAP);
        assertThat(metered.usage().output()).isEqualTo(4 * CAP);
        assertThat(metered.absurd()).isFalse();
    }

    @Property
    @Label("whatever is reported, something is charged, and never less than the provider's running figures")
    void somethingIsAlwaysCharged(
            @ForAll @LongRange(min = 0, max = 5_000) long reported,
            @ForAll @LongRange(min = 0, max = 100_000) long bytes,
            @ForAll @LongRange(min = 1, max = 100_000) long cap,
            @ForAll boolean isFinal) {
        Metered metered = Metered.of(Usage.of(3, reported), isFinal, bytes, SCAN, cap);
        assertThat(metered.usage().total()).isPositive();
        assertThat(metered.absurd() || metered.usage().output() >= reported).isTrue();
    }
}
