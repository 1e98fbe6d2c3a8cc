package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class CallIdsTest {

    @Property
    void anIdIsAUuidV7OfItsTime(@ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis, @ForAll long seed) {
        CallIds ids = new CallIds(InstantSource.fixed(Instant.ofEpochMilli(millis)), new SplittableRandom(seed));
        UUID id = ids.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis);
        assertThat(ids.next()).isNotEqualTo(id);
    }

    @Property
    void theClientsFormReadsBack(@ForAll long high, @ForAll long low) {
        UUID id = new UUID(high, low);
        String text = CallIds.requestId(id);
        assertThat(text).matches("req_[0-9a-f]{32}");
        assertThat(CallIds.parse(text)).contains(id);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        assertThat(CallIds.parse(text)).isEmpty();
        assertThat(CallIds.parse("req_" + text)).isEmpty();
    }
}
