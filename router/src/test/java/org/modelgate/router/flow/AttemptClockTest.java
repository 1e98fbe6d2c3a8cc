package org.modelgate.router.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.provider.Timeouts;

class AttemptClockTest {
    private static final Timeouts TIMEOUTS = Timeouts.ofSeconds(5, 60, 30, 600);
    private static final Duration CREDENTIAL = Duration.ofSeconds(15);
    private static final int HEAD = 1;
    private AttemptClock stream;

    @BeforeEach
    void start() {
        stream = sent(true);
    }

    private static AttemptClock sent(boolean stream) {
        AttemptClock clock = new AttemptClock(TIMEOUTS, CREDENTIAL, stream, 0);
        clock.connecting(0);
        clock.sent();
        return clock;
    }

    /** Each byte behind the head is an event of its own. */
    private static @Nullable GatewayError at(AttemptClock clock, long seconds, long bytes) {
        return at(clock, seconds, bytes, Math.max(0, bytes - HEAD));
    }

    private static @Nullable GatewayError at(AttemptClock clock, long seconds, long bytes, long events) {
        return clock.check(Duration.ofSeconds(seconds).toNanos(), bytes, events);
    }

    @Test
    void aConnectionHasItsTime() {
        AttemptClock connecting = new AttemptClock(TIMEOUTS, CREDENTIAL, true, 0);
        connecting.connecting(Duration.ofSeconds(2).toNanos());
        assertThat(at(connecting, 7, 0)).isNull();
        assertThat(at(connecting, 8, 0)).isNotNull();
    }

    @Test
    void theFetchOfACredentialHasATimeOfItsOwnAndTheConnectionsBeginsAfterIt() {
        AttemptClock proving = new AttemptClock(TIMEOUTS, CREDENTIAL, true, 0);
        proving.proving(0);
        assertThat(at(proving, 15, 0)).isNull();
        assertThat(at(proving, 16, 0))
                .satisfies(late -> assertThat(late.message()).isEqualTo("no credential for the provider in time"));
        proving.connecting(Duration.ofSeconds(14).toNanos());
        assertThat(at(proving, 19, 0)).isNull();
        assertThat(at(proving, 20, 0))
                .satisfies(late -> assertThat(late.message()).isEqualTo("no connection to the provider in time"));
    }

    @Test
    void theHeadOfAStreamIsNotItsFirstByte() {
        assertThat(at(stream, 59, HEAD)).isNull();
        assertThat(at(stream, 61, HEAD)).isNotNull();
    }

    @Test
    void bytesThatAreNoEventDoNotKeepAStreamAlive() {
        for (int second = 1; second <= 30; second++) {
            assertThat(at(stream, second, HEAD + second, 0)).isNull();
        }
        assertThat(at(stream, 32, HEAD + 32, 0)).isNotNull();
    }

    @Test
    void aSlowWholeAnswerLivesByItsBytes() {
        AttemptClock whole = sent(false);
        for (int second = 1; second <= 500; second += 20) {
            assertThat(at(whole, second, HEAD + second, 0)).isNull();
        }
        assertThat(at(whole, 515, HEAD + 481, 0)).isNotNull();
    }

    @Test
    void anEventEndsTheSilence() {
        assertThat(at(stream, 50, HEAD + 10)).isNull();
        assertThat(at(stream, 79, HEAD + 11)).isNull();
        assertThat(at(stream, 109, HEAD + 11)).isNull();
        assertThat(at(stream, 110, HEAD + 11)).isNotNull();
    }

    @Test
    void aClientThatDoesNotReadIsNotTheProvidersSilence() {
        assertThat(at(stream, 10, HEAD + 10)).isNull();
        stream.paused(true);
        assertThat(at(stream, 200, HEAD + 10)).isNull();
        stream.paused(false);
        assertThat(at(stream, 229, HEAD + 10)).isNull();
        assertThat(at(stream, 231, HEAD + 10)).isNotNull();
    }

    @Test
    void aWholeAnswerMayTakeTheWholeTime() {
        AttemptClock whole = sent(false);
        assertThat(at(whole, 599, 0)).isNull();
        assertThat(at(whole, 601, 0)).isNotNull();
    }

    @Test
    void aBusyStreamEndsAtItsTotalTimeToo() {
        for (int second = 1; second <= 600; second++) {
            assertThat(at(stream, second, HEAD + second)).isNull();
        }
        assertThat(at(stream, 601, HEAD + 601)).isNotNull();
    }
}
