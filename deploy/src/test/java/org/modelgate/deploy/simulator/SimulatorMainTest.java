package org.modelgate.deploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SimulatorMainTest {

    @Test
    void readsItsOptions() {
        SimulatorConfig config = SimulatorMain.parse(new String[] {
            "--host",
            "0.0.0.0",
            "--port",
            "9000",
            "--api-key",
            "a",
            "--api-key",
            "b",
            "--directives",
            "pace=5ms",
            "--cache-minimum",
            "1",
            "--log-entries",
            "7"
        });

        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(9000);
        assertThat(config.apiKeys()).containsExactlyInAnyOrder("a", "b");
        assertThat(config.directives().pace()).hasMillis(5);
        assertThat(config.limits().cacheMinimumTokens()).isEqualTo(1);
        assertThat(config.limits().logEntriesMax()).isEqualTo(7);
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        assertThatIllegalArgumentException().isThrownBy(() -> SimulatorMain.parse(new String[] {"--ports", "1"}));
        assertThatIllegalArgumentException().isThrownBy(() -> SimulatorMain.parse(new String[] {"--port", "x"}));
        assertThatIllegalArgumentException().isThrownBy(() -> SimulatorMain.parse(new String[] {"--port"}));
    }
}
