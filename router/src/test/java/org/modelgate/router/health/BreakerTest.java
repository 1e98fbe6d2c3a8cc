package org.modelgate.router.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long START = -7_000_000_000L;
    private final Breaker breaker = new Breaker(HealthLimits.DEFAULTS, START);
    private long now = START;

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(now, now, false, false);
        }
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            breaker.succeeded(now, now);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Breaker.State state() {
        return breaker.state(now);
    }

    private static Breaker.Reason reason(Breaker.State state) {
        return ((Breaker.State.Open) state).reason();
    }

    private Duration left() {
        return Duration.ofNanos(((Breaker.State.Open) state()).untilNanos() - now);
    }

    @Test
    void fiveFailuresInARowOpenIt() {
        fail(4);
        assertThat(breaker.closed(now)).isTrue();
        fail(1);
        assertThat(reason(state())).isEqualTo(Breaker.Reason.FAILURES);
        assertThat(left()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aSuccessBetweenBeginsTheRowAnew() {
        succeed(60);
        for (int i = 0; i < 3; i++) {
            fail(3);
            succeed(1);
        }
        assertThat(breaker.closed(now)).isTrue();
    }

    @Test
    void aShareOfFailuresOpensIt() {
        for (int i = 0; i < 4; i++) {
            succeed(3);
            fail(1);
        }
        assertThat(breaker.closed(now)).isTrue();
        succeed(3);
        fail(1);
        assertThat(reason(state())).isEqualTo(Breaker.Reason.SHARE);
    }

    @Test
    void failuresOfLongAgoDoNotCount() {
        for (int i = 0; i < 20; i++) {
            fail(1);
            succeed(1);
            pass(Duration.ofSeconds(3));
        }
        assertThat(breaker.closed(now)).isTrue();
    }

    @Test
    void afterTheCooldownThreeSuccessesCloseIt() {
        fail(5);
        pass(Duration.ofMillis(4_999));
        assertThat(state()).isInstanceOf(Breaker.State.Open.class);
        pass(Duration.ofMillis(1));
        assertThat(state()).isInstanceOf(Breaker.State.HalfOpen.class);
        succeed(2);
        assertThat(breaker.closed(now)).isFalse();
        succeed(1);
        assertThat(breaker.closed(now)).isTrue();
    }

    @Test
    void eachOpeningThatFollowsSoonLastsTwiceAsLongUpToTheLongest() {
        fail(5);
        for (long seconds : new long[] {5, 10, 20, 40, 80, 120, 120}) {
            assertThat(left()).isEqualTo(Duration.ofSeconds(seconds));
            pass(left());
            fail(1);
        }
    }

    @Test
    void aTargetThatComesAndGoesIsLeftAloneLongerAndLonger() {
        fail(5);
        pass(left());
        succeed(3);
        pass(Duration.ofSeconds(5));
        fail(5);
        assertThat(left()).isEqualTo(Duration.ofSeconds(10));
        pass(left());
        succeed(3);
        pass(Duration.ofSeconds(61));
        fail(5);
        assertThat(left()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void attemptsFromBeforeAChangeSayNothingOfTheNewState() {
        long before = now;
        pass(Duration.ofSeconds(1));
        fail(5);
        breaker.succeeded(before, now);
        assertThat(state()).isInstanceOf(Breaker.State.Open.class);
        pass(left());
        succeed(3);
        for (int i = 0; i < 50; i++) {
            breaker.failed(before, now, false, false);
        }
        assertThat(breaker.closed(now)).isTrue();
    }

    @Test
    void oneThatAnswersAlthoughItIsOpenBecauseThereWasNoOtherClosesToo() {
        fail(5);
        pass(Duration.ofSeconds(1));
        succeed(3);
        assertThat(breaker.closed(now)).isTrue();
    }

    @Test
    void aRefusedKeyOpensAtOnceAndForLonger() {
        breaker.denied(now, now);
        assertThat(reason(state())).isEqualTo(Breaker.Reason.DENIED);
        assertThat(left()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aRateLimitRestsAsLongAsTheProviderAsksAndOneSuccessEndsIt() {
        breaker.limited(now, now, 7_000);
        assertThat(reason(state())).isEqualTo(Breaker.Reason.LIMITED);
        assertThat(left()).isEqualTo(Duration.ofSeconds(7));
        pass(left());
        succeed(1);
        assertThat(breaker.closed(now)).isTrue();
    }

    @Test
    void rateLimitsAreNoFailures() {
        for (int i = 0; i < 50; i++) {
            breaker.limited(now, now, 0);
            pass(left());
            succeed(1);
        }
        assertThat(breaker.failures(now)).isZero();
        assertThat(breaker.closed(now)).isTrue();
    }

    @Test
    void aProbeThatMeetsTheRateLimitAgainMakesTheRestLonger() {
        breaker.limited(now, now, -1);
        for (long seconds : new long[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(left()).isEqualTo(Duration.ofSeconds(seconds));
            pass(left());
            state();
            breaker.limited(now, now, -1);
        }
    }

    @Test
    void manyRateLimitsAtOnceAreOne() {
        for (int i = 0; i < 200; i++) {
            breaker.limited(START, now, 1_000);
        }
        assertThat(left()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void anAbsurdRetryAfterIsBelievedForTenMinutes() {
        breaker.limited(now, now, Long.MAX_VALUE / 2_000_000);
        assertThat(left()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whereOthersSayThatItIsIllOneFailureIsProof() {
        breaker.failed(now, now, false, true);
        assertThat(state()).isInstanceOf(Breaker.State.Open.class);
    }

    @Property(tries = 500)
    @Label("whatever comes, the breaker is closed again after the longest rest and three successes")
    void itAlwaysRecovers(@ForAll @Size(max = 60) List<@IntRange(min = 0, max = 5) Integer> events) {
        Breaker any = new Breaker(HealthLimits.DEFAULTS, START);
        long time = START;
        for (int event : events) {
            switch (event) {
                case 0 -> any.failed(time, time, false, false);
                case 1 -> any.denied(time, time);
                case 2 -> any.limited(time, time, 90_000);
                case 3 -> any.succeeded(time, time);
                case 4 -> time += Duration.ofSeconds(6).toNanos();
                default -> any.failed(time, time, true, true);
            }
        }
        time += HealthLimits.REST_MAX.toNanos();
        assertThat(any.state(time)).isNotInstanceOf(Breaker.State.Open.class);
        for (int i = 0; i < 3; i++) {
            any.succeeded(time, time);
        }
        assertThat(any.closed(time)).isTrue();
    }

    @Property(tries = 200)
    @Label("a target that fails a seventh of its calls or more does not stay closed")
    void aClosedBreakerBoundsTheShareOfFailures(@ForAll @IntRange(min = 2, max = 6) int everyNth) {
        Breaker any = new Breaker(HealthLimits.DEFAULTS, START);
        int failures = 0;
        for (int i = 1; i <= 200 && any.closed(START); i++) {
            if (i % everyNth == 0) {
                any.failed(START, START, false, false);
                failures++;
            } else {
                any.succeeded(START, START);
            }
        }
        assertThat(any.closed(START)).isFalse();
        assertThat(failures).isLessThanOrEqualTo(HealthLimits.DEFAULTS.failuresMin());
    }
}
