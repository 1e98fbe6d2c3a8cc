package org.modelgate.billing.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.Usage;

class PriceTest {
    private static final BigDecimal PER_MILLION = BigDecimal.valueOf(1, 6);

    private static Price price(List<BigDecimal> usd, BigDecimal markup) {
        long[] pico = usd.stream().mapToLong(Rates::picoPerToken).toArray();
        return new Price(
                1, Rates.flat("m", pico[0], pico[1], pico[2], pico[3], pico[4]).withMarkup(markup));
    }

    @Property(tries = 2_000)
    void chargeIsTheExactAmountRoundedUpOnceToANanoDollar(
            @ForAll @Size(5) List<@BigRange(min = "0", max = "600") @Scale(6) BigDecimal> usd,
            @ForAll @BigRange(min = "0.000001", max = "20") @Scale(6) BigDecimal markup,
            @ForAll @Size(5) List<@LongRange(max = 20_000_000) Long> tokens) {
        Usage usage = new Usage(tokens.get(0), tokens.get(1), tokens.get(2), tokens.get(3), tokens.get(4), 0, 0);
        BigDecimal exact = BigDecimal.valueOf(usage.input())
                .multiply(usd.get(0))
                .add(BigDecimal.valueOf(usage.output()).multiply(usd.get(1)))
                .add(BigDecimal.valueOf(usage.cacheRead()).multiply(usd.get(2)))
                .add(BigDecimal.valueOf(usage.cacheWrite5m()).multiply(usd.get(3)))
                .add(BigDecimal.valueOf(usage.cacheWrite1h()).multiply(usd.get(4)))
                .multiply(PER_MILLION)
                .multiply(markup)
                .setScale(9, RoundingMode.CEILING);

        assertThat(BigDecimal.valueOf(price(usd, markup).cost(usage), 9)).isEqualByComparingTo(exact);
    }

    @Property
    void upperBoundCoversAnyUsageWithinIt(
            @ForAll @Size(5) List<@BigRange(min = "0", max = "600") @Scale(6) BigDecimal> usd,
            @ForAll @Size(4) List<@LongRange(max = 1_000_000) Long> input,
            @ForAll @LongRange(max = 1_000_000) long output) {
        Price price = price(usd, BigDecimal.ONE);
        Usage usage = new Usage(input.get(0), input.get(1), input.get(2), input.get(3), output, 0, 0);

        assertThat(price.upperBound(usage.totalInput(), true, true, output)).isGreaterThanOrEqualTo(price.cost(usage));
    }

    @Property
    void affordableOutputIsTheMostThatFits(
            @ForAll @Size(5) List<@BigRange(min = "0.000001", max = "600") @Scale(6) BigDecimal> usd,
            @ForAll @BigRange(min = "0.5", max = "3") @Scale(3) BigDecimal markup,
            @ForAll @LongRange(max = 10_000_000_000L) long nano,
            @ForAll @LongRange(max = 100_000) long input) {
        Price price = price(usd, markup);
        long output = price.affordableOutput(nano, input, false, false);

        if (output < 0) {
            assertThat(price.upperBound(input, false, false, 0)).isGreaterThan(nano);
        } else {
            assertThat(price.upperBound(input, false, false, output)).isLessThanOrEqualTo(nano);
            assertThat(price.upperBound(input, false, false, output + 1)).isGreaterThan(nano);
        }
    }

    @Test
    void usageThatNoMoneyCanCountIsAnErrorNotAWrappedSum() {
        Price price = new Price(1, Rates.flat("m", Rates.PICO_MAX, Rates.PICO_MAX, 0, 0, 0));

        assertThatThrownBy(() -> price.cost(Usage.of(Long.MAX_VALUE, 1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> price.cost(Usage.of(9_000_000, 9_000_000))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void oneTokenOfAPicoDollarCostsOneNanoDollar() {
        assertThat(new Price(1, Rates.flat("m", 1, 1, 1, 1, 1)).cost(Usage.of(1, 0)))
                .isOne();
    }

    @Test
    void priceFinerThanAPicoDollarIsRefused() {
        assertThatThrownBy(() -> Rates.picoPerToken(new BigDecimal("0.0000001")))
                .hasMessage("has more than six decimals");
        assertThat(Rates.picoPerToken(new BigDecimal("3.7500000"))).isEqualTo(3_750_000);
    }

    @Test
    void aPromptOverATiersStartMakesTheWholeCallDearer() {
        Price price = new Price(
                1,
                new Rates(
                        "m",
                        List.of(
                                new Rates.Tier(0, 1_000_000, 2_000_000, 100_000, 1_000_000, 1_000_000),
                                new Rates.Tier(100, 3_000_000, 5_000_000, 300_000, 3_000_000, 3_000_000)),
                        1,
                        1));

        assertThat(price.cost(new Usage(40, 60, 0, 0, 10, 0, 0))).isEqualTo(40_000 + 6_000 + 20_000);
        assertThat(price.cost(new Usage(41, 60, 0, 0, 10, 0, 0))).isEqualTo(123_000 + 18_000 + 50_000);
        assertThat(price.upperBound(100, false, false, 10)).isEqualTo(120_000);
        assertThat(price.upperBound(101, false, false, 10)).isEqualTo(353_000);
        assertThat(price.affordableOutput(353_000, 101, false, false)).isEqualTo(10);
    }

    @Test
    void changedPriceIsANewVersionAndTheOldOneStays() {
        Rates old = Rates.flat("m", 1, 2, 1, 1, 1);
        Rates dearer = Rates.flat("m", 5, 6, 5, 5, 5);
        PriceBook first = new PriceBook(List.of(), List.of(old));
        PriceBook same = new PriceBook(first.added(), List.of(old));
        PriceBook changed = new PriceBook(first.added(), List.of(dearer));

        assertThat(first.added()).containsExactly(new Price(1, old));
        assertThat(same.added()).isEmpty();
        assertThat(changed.added()).containsExactly(new Price(2, dearer));
        assertThat(changed.current("m")).isEqualTo(new Price(2, dearer));
        assertThat(changed.version(1).rates()).isEqualTo(old);
        assertThat(changed.current("other")).isNull();
    }
}
