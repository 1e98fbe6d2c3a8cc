package org.modelgate.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.modelgate.edge.auth.WrongTries.Origin;

class WrongTriesTest {
    private static final Origin ORIGIN = Origin.of("192.0.2.1", "sk-gw-");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final WrongTries tries = new WrongTries(3, 6_000, nanos::get);

    private void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }

    @Test
    void afterSoManyAtOnceOneMoreIsTakenForEachInterval() {
        for (int i = 0; i < 3; i++) {
            assertThat(tries.waitMillis(ORIGIN)).isZero();
            tries.failed(ORIGIN);
        }
        assertThat(tries.waitMillis(ORIGIN)).isEqualTo(6_000);
        pass(5_999);
        assertThat(tries.waitMillis(ORIGIN)).isEqualTo(1);
        pass(1);
        assertThat(tries.waitMillis(ORIGIN)).isZero();
        tries.failed(ORIGIN);
        assertThat(tries.waitMillis(ORIGIN)).isEqualTo(6_000);
        pass(18_000);
        tries.failed(ORIGIN);
        tries.failed(ORIGIN);
        assertThat(tries.waitMillis(ORIGIN)).isZero();
    }

    @Test
    void originsAreToldApartByAddressAndPrefixAndByTheNetworkOfIpv6() {
        for (int i = 0; i < 3; i++) {
            tries.failed(ORIGIN);
            tries.failed(Origin.of("2001:db8::" + i, ""));
        }
        assertThat(tries.waitMillis(Origin.of("192.0.2.2", "sk-gw-"))).isZero();
        assertThat(tries.waitMillis(Origin.of("192.0.2.1", "other"))).isZero();
        assertThat(tries.waitMillis(Origin.of("2001:db8::ffff", ""))).isPositive();
        assertThat(tries.waitMillis(Origin.of("2001:db8:0:1::1", ""))).isZero();
    }

    @Test
    void noMoreOriginsAreRememberedThanThereIsRoomFor() {
        for (int i = 0; i < 3; i++) {
            tries.failed(ORIGIN);
        }
        for (int i = 0; i < 10_000; i++) {
            tries.failed(Origin.of(i / 250 + "." + i % 250, ""));
        }
        assertThat(tries.waitMillis(ORIGIN)).isZero();
    }
}
