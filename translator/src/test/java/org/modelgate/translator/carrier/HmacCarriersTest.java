package org.modelgate.translator.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.modelgate.translator.Carriers;

class HmacCarriersTest {
    private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);
    private final Carriers carriers = HmacCarriers.forTenant(SECRET, "acme");

    @Property(tries = 200)
    void whatIsSealedOpens(@ForAll @StringLength(max = 3000) String payload) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(payload)) {
            return;
        }
        String sealed = carriers.seal("thinking", "p", "claude-x-20250101", payload);
        assertThat(sealed).startsWith("gw1.thinking.").matches("[A-Za-z0-9._-]+");
        assertThat(carriers.open(sealed, "p", "claude-x-20250909")).contains(new Carriers.Opened("thinking", payload));
        assertThat(carriers.seal("thinking", "p", "claude-x-20250101", payload)).isEqualTo(sealed);
    }

    @Property(tries = 300)
    void anyTextIsTakenWithoutFailing(@ForAll String value) {
        assertThat(carriers.open(value, "p", "m")).isEmpty();
        assertThat(carriers.open("gw1." + value, "p", "m")).isEmpty();
    }

    @Test
    void pitfall25AnotherTenantProviderOrModelCannotOpenIt() {
        String sealed = carriers.seal("thinking", "p", "claude-x", "payload");
        assertThat(HmacCarriers.forTenant(SECRET, "other").open(sealed, "p", "claude-x"))
                .isEmpty();
        assertThat(carriers.open(sealed, "q", "claude-x")).isEmpty();
        assertThat(carriers.open(sealed, "p", "claude-y")).isEmpty();
    }

    @Test
    void aChangedByteIsNoticed() {
        String sealed = carriers.seal("thinking", "p", "m", "payload");
        for (int i = 4; i < sealed.length(); i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
            boolean unusedBits = i == sealed.length() - 1;
            assertThat(unusedBits || carriers.open(changed, "p", "m").isEmpty()).isTrue();
        }
    }
}
