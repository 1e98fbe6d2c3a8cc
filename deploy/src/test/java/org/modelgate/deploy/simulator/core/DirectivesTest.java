package org.modelgate.deploy.simulator.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectivesTest {

    @Test
    void areFoundInATextAndTakenOutOfIt() {
        String text = "Tell me [[sim first=100ms pace=2s fault=cut:5]] a story";

        Directives directives = Directives.inText(text);

        assertThat(directives.first()).isEqualTo(Duration.ofMillis(100));
        assertThat(directives.pace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(directives.fault()).isEqualTo(new Fault.Cut(5));
        assertThat(Directives.removedFrom(text)).isEqualTo("Tell me a story");
    }

    @Test
    void areFoundInAHeaderAndInAModelName() {
        assertThat(Directives.parse("first=100ms;pace=20ms;chunk=4;tokens=400").tokens())
                .contains(400);
        assertThat(Directives.inModel("claude-sonnet-4-5-sim-tokens=7_fault=429")
                        .tokens())
                .contains(7);
        assertThat(Directives.inModel("claude-sonnet-4-5-sim-tokens=7_fault=429")
                        .fault())
                .isEqualTo(new Fault.Status(429));
        assertThat(Directives.inModel("my-sim-model")).isEqualTo(Directives.NONE);
    }

    @Test
    void nameAToolAndItsArguments() {
        Directives directives = Directives.inText(
                "Read it [[sim tool=Read args=%7B%22file_path%22%3A%22%2Ftmp%2Fa%20b%5D%2Cc%2B%22%7D]] now");

        assertThat(directives.tool()).contains("Read");
        assertThat(directives.args().orElseThrow().path("file_path").asText()).isEqualTo("/tmp/a b],c+");
    }

    @Test
    void laterOnesWinKeyByKey() {
        Directives base = Directives.parse("pace=1ms tokens=5");

        Directives merged = Directives.parse("tokens=6").over(base);

        assertThat(merged.pace()).isEqualTo(Duration.ofMillis(1));
        assertThat(merged.tokens()).contains(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "speed=3",
                "pace=20",
                "tokens=-1",
                "fault=399",
                "fault=explode",
                "fault=cut:x",
                "fault=usage:odd",
                "tokens",
                "retry-after=soon",
                "only=",
                "tool=",
                "args=%7B",
                "args=%zz",
                "args=%5B%5D"
            })
    void whatIsNotUnderstoodIsNamed(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Directives.parse(text));
    }
}
