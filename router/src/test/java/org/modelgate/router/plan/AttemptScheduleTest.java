package org.modelgate.router.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
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
        return new AttemptSchedule(plan(targets), limits, TargetGate.OPEN, new SplittableRandom(7));
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
            schedule.failed(next, verdict, NO_PAUSE_ASKED, false, now);
            if (verdict == Verdict.GIVE_UP || verdict.asksForLess()) {
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
        schedule.failed(first, Verdict.RETRY, 5, false, 0);
        AttemptSchedule.Next second = schedule.next(0, FAR);
        schedule.failed(second, Verdict.RETRY, 500, false, 0);
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
        AttemptSchedule.Next next = schedule.next(0, FAR);
        for (long full : new long[] {200, 400, 800, 1_600, 2_000, 2_000}) {
            schedule.failed(next, Verdict.RETRY, NO_PAUSE_ASKED, false, 0);
            next = schedule.next(0, FAR);
            assertThat(next.delayMillis()).isBetween(full * 3 / 4, full);
        }
    }

    @Test
    void anOverloadedTargetGetsASecond() {
        AttemptSchedule schedule = schedule(1, 3);
        schedule.failed(schedule.next(0, FAR), Verdict.RETRY, NO_PAUSE_ASKED, true, 0);
        assertThat(schedule.next(0, FAR).delayMillis()).isEqualTo(1_000);
    }

    @Test
    void aPauseBeyondTheLimitOrTheDeadlineIsNotMade() {
        AttemptSchedule tooLong = schedule(1, 3);
        tooLong.failed(tooLong.next(0, FAR), Verdict.RETRY, 2_001, false, 0);
        assertThat(tooLong.next(0, FAR)).isNull();
        AttemptSchedule tooLate = schedule(1, 3);
        tooLate.failed(tooLate.next(0, FAR), Verdict.RETRY, 500, false, 0);
        assertThat(tooLate.next(0, 500)).isNull();
    }

    @Test
    void aTargetWhosePauseIsTooLongDoesNotHideAnother() {
        AttemptSchedule schedule = schedule(2, 4);
        schedule.failed(schedule.next(0, FAR), Verdict.RETRY, 60_000, false, 0);
        schedule.failed(schedule.next(0, FAR), Verdict.RETRY, 100, false, 0);
        assertThat(model(schedule.next(0, FAR))).isEqualTo("m1");
    }

    /** Targets by place: what they are, and how many repetitions each has left. */
    private static final class FakeGate implements TargetGate {
        private final Pass[] passes;
        private final int[] badness;
        private int budget;
        private final List<String> firsts = new ArrayList<>();

        FakeGate(int budget, Pass... passes) {
            this.budget = budget;
            this.passes = passes;
            this.badness = new int[passes.length];
            for (int i = 0; i < passes.length; i++) {
                badness[i] = passes[i] == Pass.FREE ? 0 : passes[i] == Pass.PROBE ? 1 : 3;
            }
        }

        private static int place(Target target) {
            return Integer.parseInt(target.model().substring(1));
        }

        @Override
        public Pass ask(Target target) {
            return passes[place(target)];
        }

        @Override
        public int badness(Target target) {
            return badness[place(target)];
        }

        @Override
        public void first(Target target) {
            firsts.add(target.model());
        }

        @Override
        public boolean mayRepeat(Target target) {
            return budget-- > 0;
        }
    }

    private static AttemptSchedule guarded(FakeGate gate, int attempts) {
        RetryLimits limits = new RetryLimits(attempts, Duration.ofMillis(200), Duration.ofSeconds(2));
        return new AttemptSchedule(plan(gate.passes.length), limits, gate, new SplittableRandom(7));
    }

    @Test
    void aTargetThatIsIllIsPassedOver() {
        FakeGate gate = new FakeGate(0, TargetGate.Pass.REFUSED, TargetGate.Pass.FREE);
        assertThat(model(guarded(gate, 3).next(0, FAR))).isEqualTo("m1");
        assertThat(gate.firsts).containsExactly("m1");
    }

    @Test
    void aTargetThatMayBeWellAgainGetsAProbe() {
        AttemptSchedule.Next next = guarded(new FakeGate(0, TargetGate.Pass.PROBE, TargetGate.Pass.FREE), 3)
                .next(0, FAR);
        assertThat(model(next)).isEqualTo("m0");
        assertThat(next.probe()).isTrue();
    }

    @Test
    void noCallIsRefusedBecauseAllTargetsAreIllAndTheLeastIllIsAsked() {
        FakeGate gate = new FakeGate(0, TargetGate.Pass.REFUSED, TargetGate.Pass.REFUSED, TargetGate.Pass.REFUSED);
        gate.badness[1] = 2;
        AttemptSchedule.Next next = guarded(gate, 3).next(0, FAR);
        assertThat(model(next)).isEqualTo("m1");
        assertThat(next.delayMillis()).isZero();
    }

    @Test
    void aSecondTargetThatIsIllNeedsTheBudget() {
        for (int budget = 0; budget <= 1; budget++) {
            AttemptSchedule schedule =
                    guarded(new FakeGate(budget, TargetGate.Pass.REFUSED, TargetGate.Pass.REFUSED), 3);
            schedule.failed(schedule.next(0, FAR), Verdict.OTHER_TARGET, NO_PAUSE_ASKED, false, 0);
            assertThat(schedule.next(0, FAR) != null).isEqualTo(budget == 1);
        }
    }

    @Test
    void aSecondTargetThatIsWellNeedsNoBudget() {
        AttemptSchedule schedule = guarded(new FakeGate(0, TargetGate.Pass.FREE, TargetGate.Pass.FREE), 3);
        schedule.failed(schedule.next(0, FAR), Verdict.RETRY, NO_PAUSE_ASKED, false, 0);
        assertThat(model(schedule.next(0, FAR))).isEqualTo("m1");
    }

    @Test
    void aRepetitionNeedsTheBudget() {
        AttemptSchedule schedule = guarded(new FakeGate(1, TargetGate.Pass.FREE), 5);
        schedule.failed(schedule.next(0, FAR), Verdict.RETRY, 0, false, 0);
        AttemptSchedule.Next again = schedule.next(0, FAR);
        assertThat(model(again)).isEqualTo("m0");
        schedule.failed(again, Verdict.RETRY, 0, false, 0);
        assertThat(schedule.next(0, FAR)).isNull();
    }

    @Property(tries = 300)
    @Label("without a budget a call makes one attempt, and one more for each other target that is well")
    void withoutABudgetOnlyWellTargetsAreAskedBesideTheFirst(
            @ForAll @Size(min = 1, max = 6) List<TargetGate.Pass> passes) {
        FakeGate gate = new FakeGate(0, passes.toArray(TargetGate.Pass[]::new));
        AttemptSchedule schedule = guarded(gate, 20);
        int attempts = 0;
        for (AttemptSchedule.Next next = schedule.next(0, FAR); next != null; next = schedule.next(0, FAR)) {
            attempts++;
            assertThat(attempts == 1 || passes.get(next.place()) == TargetGate.Pass.FREE)
                    .isTrue();
            schedule.failed(next, Verdict.RETRY, 0, false, 0);
        }
        int well = (int) passes.stream().filter(p -> p == TargetGate.Pass.FREE).count();
        assertThat(attempts).isBetween(Math.max(1, well), well + 1);
        assertThat(gate.firsts).hasSize(1);
    }

    @Test
    void aHedgeGoesToAnotherTargetThatIsWellAndNeedsTheBudget() {
        AttemptSchedule schedule = guarded(new FakeGate(1, TargetGate.Pass.FREE, TargetGate.Pass.FREE), 3);
        AttemptSchedule.Next slow = schedule.next(0, FAR);
        assertThat(model(schedule.hedge(slow))).isEqualTo("m1");
        AttemptSchedule alone = guarded(new FakeGate(1, TargetGate.Pass.FREE, TargetGate.Pass.REFUSED), 3);
        assertThat(alone.hedge(alone.next(0, FAR))).isNull();
        AttemptSchedule poor = guarded(new FakeGate(0, TargetGate.Pass.FREE, TargetGate.Pass.FREE), 3);
        assertThat(poor.hedge(poor.next(0, FAR))).isNull();
    }

    @Test
    void aDivertedCallAsksOnlyTheTargetsItWasDivertedTo() {
        FakeGate gate = new FakeGate(0, TargetGate.Pass.FREE, TargetGate.Pass.FREE, TargetGate.Pass.FREE);
        AttemptSchedule schedule = guarded(gate, 5);
        schedule.next(0, FAR);
        schedule.divert(List.of(plan(3).targets().get(2)));
        AttemptSchedule.Next next = schedule.next(0, FAR);
        assertThat(model(next)).isEqualTo("m2");
        schedule.failed(next, Verdict.OTHER_TARGET, NO_PAUSE_ASKED, false, 0);
        assertThat(schedule.next(0, FAR)).isNull();
    }
}
