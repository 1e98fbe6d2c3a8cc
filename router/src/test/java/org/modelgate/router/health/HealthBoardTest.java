package org.modelgate.router.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.TargetMark;
import org.modelgate.common.bus.messages.ProviderHealth;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;
import org.modelgate.router.plan.TargetGate.Pass;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Providers;

class HealthBoardTest {
    private static final String OTHER = "other-node";
    private static final String MAD = "mad-node";

    private long now = 1_000_000_000_000L;
    private final HealthBoard board = new HealthBoard(HealthLimits.DEFAULTS, () -> now);
    private final Target target = target("m");

    private static Target target(String model) {
        Provider provider = Providers.ofType("openai-compatible").orElseThrow();
        ProviderConfig config = new ProviderConfig(
                "p", provider, URI.create("http://127.0.0.1:1"), null, Map.of(), provider.timeouts(), 1);
        return new Target(config, model, 1);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private Trial begin(boolean probe) {
        return board.begin(Step.of(target), true, probe);
    }

    private void failures(int count) {
        for (int i = 0; i < count; i++) {
            begin(false).failed(Symptom.FAULT, -1, now);
        }
    }

    private void answers(int count) {
        for (int i = 0; i < count; i++) {
            Trial trial = begin(false);
            pass(Duration.ofMillis(20));
            trial.content(now);
            trial.completed(now, 10);
        }
    }

    private List<TargetMark> mark(int opening) {
        return List.of(new TargetMark(target.key(), opening));
    }

    @Test
    void aTargetThatFailsIsRefusedThenProbedOnceASecondUntilItIsWell() {
        failures(5);
        assertThat(board.ask(target)).isEqualTo(Pass.REFUSED);
        assertThat(board.healthy(target)).isFalse();
        pass(Duration.ofSeconds(5));
        assertThat(board.healthy(target))
                .as("it keeps its place, so that it is probed")
                .isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(board.ask(target)).isEqualTo(Pass.PROBE);
            assertThat(board.ask(target)).as("one probe at a time").isEqualTo(Pass.REFUSED);
            begin(true).content(now);
            assertThat(i == 2 || board.ask(target) == Pass.REFUSED)
                    .as("one probe a second")
                    .isTrue();
            pass(Duration.ofSeconds(1));
        }
        assertThat(board.ask(target)).isEqualTo(Pass.FREE);
    }

    @Test
    void aProbeThatIsBrokenOffLeavesItsPermitToTheNext() {
        failures(5);
        pass(Duration.ofSeconds(5));
        assertThat(board.ask(target)).isEqualTo(Pass.PROBE);
        begin(true).dropped(now);
        pass(Duration.ofSeconds(1));
        assertThat(board.ask(target)).isEqualTo(Pass.PROBE);
    }

    @Test
    void clientsFaultsNeverCount() {
        for (int i = 0; i < 100; i++) {
            begin(false).failed(Symptom.REQUEST, -1, now);
            begin(false).failed(Symptom.NONE, -1, now);
            begin(false).dropped(now);
        }
        assertThat(board.ask(target)).isEqualTo(Pass.FREE);
    }

    @Test
    void streamsThatBreakOffAfterContentCount() {
        for (int i = 0; i < 5; i++) {
            Trial trial = begin(false);
            trial.content(now);
            trial.failed(Symptom.FAULT, -1, now);
        }
        assertThat(board.ask(target)).isEqualTo(Pass.REFUSED);
    }

    @Test
    void callsThatAreGivenUpLongAfterTheUsualTimeCountAgainstTheTarget() {
        answers(3);
        for (int i = 0; i < 5; i++) {
            Trial trial = begin(false);
            pass(Duration.ofMillis(1_100));
            trial.dropped(now);
        }
        assertThat(board.ask(target)).isEqualTo(Pass.REFUSED);
    }

    @Test
    void aKeyOfTheCallersOwnSaysNothingOfTheTarget() {
        assertThat(board.report()).isEmpty();
        Trial unheard = new Trial(null, true, false, now);
        unheard.failed(Symptom.DENIED, -1, now);
        assertThat(board.ask(target)).isEqualTo(Pass.FREE);
    }

    @Test
    void repetitionsAreATenthOfTheFirstAttemptsAndAFloor() {
        for (int i = 0; i < 1_000; i++) {
            board.first(target);
        }
        int allowed = 0;
        while (board.mayRepeat(target)) {
            allowed++;
        }
        assertThat(allowed).isEqualTo(110);
        pass(Duration.ofSeconds(11));
        assertThat(board.mayRepeat(target)).isTrue();
    }

    @Test
    void whatIsIllHereIsToldAndWhatIsWellIsNot() {
        board.know(target("well"));
        failures(5);
        assertThat(board.marks()).containsExactly(new TargetMark("p/m", 1));
        pass(Duration.ofSeconds(5));
        answers(3);
        assertThat(board.marks()).isEmpty();
    }

    @Test
    void anothersWordMakesTheTargetAskedOnceASecondOnly() {
        board.know(target);
        board.heard(OTHER, mark(1));
        assertThat(board.ask(target)).isEqualTo(Pass.PROBE);
        assertThat(board.ask(target)).isEqualTo(Pass.REFUSED);
        begin(true).failed(Symptom.FAULT, -1, now);
        assertThat(board.marks()).as("one failure is proof enough").hasSize(1);
    }

    @Test
    void anothersWordIsForgottenWhenItIsTakenBackOrNotRepeated() {
        board.know(target);
        board.heard(OTHER, mark(1));
        board.heard(OTHER, List.of());
        assertThat(board.ask(target)).isEqualTo(Pass.FREE);
        board.heard(OTHER, mark(2));
        pass(Duration.ofMillis(2_001));
        assertThat(board.ask(target)).isEqualTo(Pass.FREE);
    }

    @Test
    void whatOthersSayIsNotToldOn() {
        board.know(target);
        board.heard(OTHER, mark(1));
        assertThat(board.marks()).isEmpty();
    }

    /** It calls the target ill anew each half second, as no sane node can. */
    @Test
    void aMadNodeKeepsOthersFromAWellTargetForAFewSecondsOnly() {
        board.know(target);
        int kept = 0;
        for (int i = 0; i < 120; i++) {
            board.heard(MAD, mark(i));
            kept += board.ask(target) == Pass.REFUSED ? 1 : 0;
            begin(true).content(now);
            pass(Duration.ofMillis(500));
        }
        assertThat(kept).isBetween(1, 10);
    }

    @Test
    void aNodeThatIsRefutedIsNotBelievedForAMinute() {
        board.know(target);
        int refused = 0;
        for (int second = 0; second < 60; second++) {
            board.heard(MAD, mark(1));
            Pass pass = board.ask(target);
            refused += pass == Pass.REFUSED ? 1 : 0;
            if (pass == Pass.PROBE) {
                begin(true).content(now);
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(refused).isZero();
        assertThat(board.ask(target)).isEqualTo(Pass.FREE);
    }

    @Test
    void noNodeCanFillTheMemoryOfAnother() {
        List<TargetMark> flood = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            flood.add(new TargetMark("x/" + i, 1));
        }
        board.heard(MAD, flood);
        assertThat(board.report()).isEmpty();
    }

    @Test
    void moreTargetsThanFitAreTakenForWell() {
        HealthLimits d = HealthLimits.DEFAULTS;
        HealthLimits two = new HealthLimits(
                d.consecutive(),
                d.failurePercent(),
                d.failuresMin(),
                d.window(),
                d.cooldown(),
                d.cooldownMax(),
                d.probes(),
                d.budgetPercent(),
                d.budgetFloor(),
                2);
        HealthBoard small = new HealthBoard(two, () -> now);
        for (int i = 0; i < 5; i++) {
            assertThat(small.ask(target("m" + i))).isEqualTo(Pass.FREE);
        }
        assertThat(small.report()).hasSize(2);
        pass(Duration.ofMinutes(1));
        small.know(target("m9"));
        assertThat(small.report()).extracting(ProviderHealth.Entry::target).contains("p/m9");
    }

    @Test
    void theOperatorSeesStateReasonAndAverages() {
        answers(30);
        for (int i = 0; i < 5; i++) {
            begin(false).failed(Symptom.LIMITED, 3_000, now);
        }
        ProviderHealth.Entry entry = board.report().getFirst();
        assertThat(entry.target()).isEqualTo("p/m");
        assertThat(entry.state()).isEqualTo("open");
        assertThat(entry.reason()).isEqualTo("limited");
        assertThat(entry.openForMillis()).isEqualTo(3_000);
        assertThat(entry.latencyMillis()).isEqualTo(20);
        assertThat(entry.latencyP95Millis()).isBetween(20L, 25L);
        assertThat(entry.attempts()).isEqualTo(30);
    }

    @Property(tries = 100)
    @Label("percentiles are right within a step of a quarter")
    void percentilesAreRightWithinAStep(
            @ForAll @IntRange(min = 20, max = 800) int streams, @ForAll @IntRange(min = 50, max = 99) int percent) {
        Averages averages = new Averages();
        for (int i = 1; i <= streams; i++) {
            averages.firstContent(20.0 * i);
        }
        double exact = 20.0 * Math.ceil(streams * percent / 100.0);
        assertThat(averages.percentileMillis(percent).orElseThrow()).isBetween(exact * 0.999, exact * 1.26);
    }

    @Property(tries = 200)
    @Label("within any window repeated attempts stay below a tenth of the first ones and the floor")
    void theBudgetHoldsOverEachWindow(@ForAll @IntRange(min = 1, max = 400) int millisBetweenCalls) {
        int firsts = 0;
        int repeated = 0;
        for (int i = 0; i < 500; i++) {
            board.first(target);
            firsts++;
            repeated += board.mayRepeat(target) ? 1 : 0;
            repeated += board.mayRepeat(target) ? 1 : 0;
            pass(Duration.ofMillis(millisBetweenCalls));
        }
        long windows = 1 + 500L * millisBetweenCalls / 9_000;
        assertThat((long) repeated).isLessThanOrEqualTo(firsts / 10 + 10 * windows + 10);
    }
}
