package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.GatewayUsage;

class GatewayUsageJsonTest {
    @Test
    void costIsAPlainDecimalWithoutTrailingZeros() {
        assertThat(GatewayUsageJson.write(new GatewayUsage(12, 345, 1_234_500L, "open\"ai", false)))
                .isEqualTo(
                        "{\"tokens_charged\":12,\"request_ms\":345,\"cost_usd\":0.0012345,\"provider\":\"open\\\"ai\",\"cached\":false}");
        assertThat(GatewayUsageJson.write(new GatewayUsage(0, 0, 0, "p", true))).contains("\"cost_usd\":0,");
        assertThat(GatewayUsageJson.write(new GatewayUsage(0, 0, 1, "p", true))).contains("\"cost_usd\":0.000000001,");
        assertThat(GatewayUsageJson.write(new GatewayUsage(0, 0, 20_000_000_000L, "p", true)))
                .contains("\"cost_usd\":20,");
    }

    @Property
    void readsWhatItWrites(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long nano,
            @ForAll @LongRange(min = 0, max = 1L << 50) long tokens,
            @ForAll String provider) {
        GatewayUsage usage = new GatewayUsage(tokens, 7, nano, provider, true);
        byte[] json = GatewayUsageJson.write(usage).getBytes(StandardCharsets.UTF_8);
        if (StandardCharsets.UTF_8.newEncoder().canEncode(provider)) {
            assertThat(GatewayUsageJson.read(json)).isEqualTo(usage);
        }
    }
}
