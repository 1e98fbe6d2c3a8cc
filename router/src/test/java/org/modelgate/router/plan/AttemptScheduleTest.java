package org.modelgate.router.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Providers;

class AttemptScheduleTest {
    private static final long NO_PAUSE_ASKED = -1;
    private static final long FAR = 1_000_000;

    private static RoutePlan plan(int targets) {
        Provider provider = Providers.ofType("openai-compatible").orElseThrow();
        ProviderConfig config = new ProviderConfig(
                "p", provider, URI.create("http://127.0.0.1:1"), null, null, null, Map.of(), provider.timeouts(), 1);
        List<Target> list = new ArrayList<>();
        for (int i = 0; i < targets; i++) {
            list.add(new Target(config, "m" + i, 1));
        }
        return RoutePlan.of(list);
    }

    private static AttemptSchedule schedule(int targets, int attempts) {
        RetryLimits limits = new RetryLimits(attempts, Duration.ofMillis(200), Duration.ofSeconds(2));
        return new AttemptSchedule(plan(targets), limits, new SplittableRandom(7));
    }

    private static String model(AttemptSchedule.Next next) {
        return next.step().target().model();
    }

    @Property(tries = 300)
    void attemptsNeverExceedTheLimitAndARefusingTargetIsNotAskedAgain(
            @ForAll @IntRange(min = 1, max = 5) int targets,
            @ForAll @IntRange(min = 1, max = 10) int attempts,
            @ForAll @Size(20) List<Verdict> verdicts) {
        AttemptSchedule schedule = schedule(targets, attempts);
        List<String> refused = new ArrayList<>();
        int made = 0;
        long now = 0;
        for (AttemptSchedule.Next next = schedule.next(now, FAR); next != null; next = schedule.next(now, FAR)) {
            assertThat(refused).doesNotContain(model(next));
            assertThat(next.delayMillis()).isBetween(0L, 2_000L);
            now += next.delayMillis();
            Verdict verdict = verdicts.get(made);
            made++;
            if (verdict == Verdict.OTHER_TARGET) {
                refused.add(model(next));
            }
            schedule.failed(verdict, NO_PAUSE_ASKED, false, now);
            if (verdict == Verdict.GIVE_UP || verdict == Verdict.WITHOUT_REASONING) {
                assertThat(schedule.next(now, FAR)).isNull();
            }
        }
        assertThat(made).isBetween(1, attempts);
        assertThat(schedule.attempts()).isEqualTo(made);
    }

    @Test
    void targetsNotTriedYetComeFirstInOrderAndAtOnce() {
        AttemptSchedule schedule = schedule(2, 3);
        AttemptSchedule.Next first = schedule.next(0, FAR);
        schedule.failed(Verdict.RETRY, 5, false, 0);
        AttemptSchedule.Next second = schedule.next(0, FAR);
        schedule.failed(Verdict.RETRY, 500, false, 0);
        AttemptSchedule.Next third = schedule.next(0, FAR);
        assertThat(model(first)).isEqualTo("m0");
        assertThat(model(second)).isEqualTo("m1");
        assertThat(second.delayMillis()).isZero();
        assertThat(model(third)).isEqualTo("m0");
        assertThat(third.delayMillis()).isEqualTo(5);
    }

    @Test
    void pausesDoubleWithJitterOfAQuarterAtMost() {
        AttemptSchedule schedule = schedule(1, 10);
        schedule.next(0, FAR);
        for (long full : new long[] {200, 400, 800, 1_600, 2_000, 2_000}) {
            schedule.failed(Verdict.RETRY, NO_PAUSE_ASKED, false, 0);
            assertThat(schedule.next(0, FAR).delayMillis()).isBetween(full * 3 / 4, full);
        }
    }

    @Test
    void anOverloadedTargetGetsASecond() {
        AttemptSchedule schedule = schedule(1, 3);
        schedule.next(0, FAR);
        schedule.failed(Verdict.RETRY, NO_PAUSE_ASKED, true, 0);
        assertThat(schedule.next(0, FAR).delayMillis()).isEqualTo(1_000);
    }

    @Test
    void aPauseBeyondTheLimitOrTheDeadlineIsNotMade() {
        AttemptSchedule tooLong = schedule(1, 3);
        tooLong.next(0, FAR);
        tooLong.failed(Verdict.RETRY, 2_001, false, 0);
        assertThat(tooLong.next(0, FAR)).isNull();
        AttemptSchedule tooLate = schedule(1, 3);
        tooLate.next(0, FAR);
        tooLate.failed(Verdict.RETRY, 500, false, 0);
        assertThat(tooLate.next(0, 500)).isNull();
    }

    @Test
    void aTargetWhosePauseIsTooLongDoesNotHideAnother() {
        AttemptSchedule schedule = schedule(2, 4);
        schedule.next(0, FAR);
        schedule.failed(Verdict.RETRY, 60_000, false, 0);
        schedule.next(0, FAR);
        schedule.failed(Verdict.RETRY, 100, false, 0);
        assertThat(model(schedule.next(0, FAR))).isEqualTo("m1");
    }
}
