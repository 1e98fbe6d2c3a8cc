package org.modelgate.billing.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    @Property
    void neverLetsMoreThroughThanABurstAndTheRefill(
            @ForAll @LongRange(min = 1, max = 100_000) long perMinute,
            @ForAll @Size(max = 200) List<@IntRange(max = 5_000) Integer> pauses,
            @ForAll @LongRange(min = 1, max = 500) long size) {
        TokenBucket bucket = new TokenBucket(perMinute, 0);
        long now = 0;
        long through = 0;
        for (int pause : pauses) {
            now += pause;
            if (bucket.waitMillis(size, now) == 0) {
                through += bucket.take(size, now);
            }
        }
        assertThat(through).isLessThanOrEqualTo(perMinute + now * perMinute / 60_000);
    }

    @Property
    void waitIsRightToTheMillisecond(
            @ForAll @LongRange(min = 1, max = 1_000_000) long perMinute,
            @ForAll @LongRange(min = 1, max = 2_000_000) long size) {
        TokenBucket bucket = new TokenBucket(perMinute, 0);
        bucket.take(perMinute, 0);
        long wait = bucket.waitMillis(size, 0);

        assertThat(bucket.waitMillis(size, wait - 1)).isPositive();
        assertThat(bucket.waitMillis(size, wait)).isZero();
    }

    @Test
    void sixtyAMinuteIsOneASecond() {
        TokenBucket bucket = new TokenBucket(60, 0);
        for (int i = 0; i < 60; i++) {
            assertThat(bucket.waitMillis(1, 0)).isZero();
            bucket.take(1, 0);
        }
        assertThat(bucket.waitMillis(1, 0)).isEqualTo(1_000);
        assertThat(bucket.waitMillis(1, 400)).isEqualTo(600);
    }

    @Test
    void largerThanTheBucketWaitsForAFullOne() {
        TokenBucket bucket = new TokenBucket(100, 0);
        assertThat(bucket.waitMillis(5_000, 0)).isZero();
        assertThat(bucket.take(5_000, 0)).isEqualTo(100);
        assertThat(bucket.waitMillis(5_000, 0)).isEqualTo(60_000);
    }

    @Test
    void unusedTokensComeBackAndDebtIsBounded() {
        TokenBucket bucket = new TokenBucket(100, 0);
        bucket.correct(bucket.take(80, 0), 30, 0);
        assertThat(bucket.remaining(0)).isEqualTo(70);

        bucket.correct(0, Long.MAX_VALUE, 0);
        assertThat(bucket.remaining(0)).isZero();
        assertThat(bucket.resetMillis(0)).isEqualTo(120_000);
    }

    @Test
    void clockThatStandsOrGoesBackGivesNothing() {
        TokenBucket bucket = new TokenBucket(60, 10_000);
        bucket.take(60, 10_000);
        assertThat(bucket.remaining(5_000)).isZero();
        assertThat(bucket.waitMillis(1, 11_000)).isZero();
    }
}
