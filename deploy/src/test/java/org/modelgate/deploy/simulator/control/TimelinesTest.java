package org.modelgate.deploy.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.deploy.simulator.RunningSimulator;
import org.modelgate.deploy.simulator.core.Directives;
import org.modelgate.deploy.simulator.core.Fault;

class TimelinesTest {
    private static final FaultRules.Subject BAD = new FaultRules.Subject("anthropic", "m", "bad", "x");
    private static final FaultRules.Subject GOOD = new FaultRules.Subject("anthropic", "m", "good", "x");

    private long nowMillis = 1_000;
    private final Timelines timelines = new Timelines(() -> Instant.ofEpochMilli(nowMillis));

    private void post(boolean repeat, String phases) {
        timelines.add(RunningSimulator.parse(
                "{\"match\":{\"key\":\"bad\"},\"repeat\":" + repeat + ",\"phases\":" + phases + "}"));
    }

    private Fault fault(FaultRules.Subject subject) {
        return timelines.over(Directives.NONE, subject).fault();
    }

    private Fault faultAfter(long millis) {
        nowMillis += millis;
        return fault(BAD);
    }

    private JsonNode shown() {
        return timelines.toJson().path("timelines").path(0);
    }

    @Test
    void aFlappingProviderComesAndGoes() {
        post(true, "[{\"name\":\"up\",\"for\":\"2s\"},{\"name\":\"down\",\"for\":\"500ms\",\"fault\":\"503\"}]");
        for (int cycle = 0; cycle < 3; cycle++) {
            assertThat(faultAfter(0)).isEqualTo(new Fault.None());
            assertThat(faultAfter(1_999)).isEqualTo(new Fault.None());
            assertThat(faultAfter(1)).isEqualTo(new Fault.Status(503));
            nowMillis += 500;
        }
    }

    @Test
    void theLastPhaseStaysWhereNothingIsRepeated() {
        post(false, "[{\"for\":\"1s\"},{\"for\":\"1s\",\"fault\":\"hang\"},{\"for\":\"1s\",\"fault\":\"429\"}]");
        assertThat(faultAfter(999)).isEqualTo(new Fault.None());
        assertThat(faultAfter(1)).isEqualTo(new Fault.Hang());
        assertThat(faultAfter(1_000)).isEqualTo(new Fault.Status(429));
        assertThat(faultAfter(3_600_000)).isEqualTo(new Fault.Status(429));
    }

    @Test
    void aPhaseMayBeSlow() {
        post(false, "[{\"directives\":\"first=3s pace=50ms\"}]");
        assertThat(timelines.over(Directives.NONE, BAD).first()).hasSeconds(3);
    }

    @Test
    void othersAreLeftAloneAndNotCounted() {
        post(false, "[{\"fault\":\"500\"}]");
        assertThat(fault(GOOD)).isEqualTo(new Fault.None());
        assertThat(shown().path("phases").path(0).path("requests").asInt()).isZero();
    }

    @Test
    void clockAndCountsOfEachPhaseCanBeRead() {
        post(true, "[{\"name\":\"up\",\"for\":\"1s\"},{\"for\":\"1s\",\"fault\":\"cut:3\"}]");
        faultAfter(0);
        faultAfter(1_500);
        faultAfter(0);
        assertThat(timelines.toJson().path("now_ms").asLong()).isEqualTo(2_500);
        assertThat(shown().path("elapsed_ms").asLong()).isEqualTo(1_500);
        assertThat(shown().path("phase").asText()).isEqualTo("cut:3");
        assertThat(shown().path("phases").findValuesAsText("requests")).containsExactly("1", "2");
    }

    @Test
    void theNewestTimelineWinsKeyByKey() {
        post(false, "[{\"fault\":\"500\",\"directives\":\"first=1s\"}]");
        post(false, "[{\"fault\":\"none\"}]");
        assertThat(fault(BAD)).isEqualTo(new Fault.None());
        assertThat(timelines.over(Directives.NONE, BAD).first()).hasSeconds(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"phases\":[]}",
                "{\"phases\":[{\"fault\":\"odd\"}]}",
                "{\"phases\":[{\"for\":\"2 s\"}]}",
                "{\"phases\":[{\"for\":\"0s\"}]}",
                "{\"phases\":[{\"until\":\"2s\"}]}",
                "{\"faces\":[{}]}"
            })
    void whatIsWrongIsRefused(String json) {
        assertThatThrownBy(() -> timelines.add(RunningSimulator.parse(json)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
