package org.modelgate.translator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.Samples;

class CarrierFuzzTest {
    private static final Carriers CARRIERS = Samples.carriers("acme");
    private static final String SEALED = CARRIERS.seal("thinking", "p", "m", "payload");

    static Stream<byte[]> carriers() {
        return Stream.of(SEALED, CARRIERS.seal("redacted", "q", "m", ""), "gw1.none..", "EoUBCkYI")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("carriers")
    @FuzzTest
    void nothingOpensThatWasNotSealed(byte[] value) {
        String text = new String(value, StandardCharsets.UTF_8);
        CARRIERS.open(text, "p", "m").ifPresent(opened -> {
            assertThat(opened).isEqualTo(new Carriers.Opened("thinking", "payload"));
            assertThat(text).startsWith(SEALED.substring(0, SEALED.lastIndexOf('.')));
        });
    }
}
