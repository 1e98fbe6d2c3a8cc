package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.router.health.HealthLimits;
import org.modelgate.router.plan.Hedge;
import org.modelgate.router.plan.Resilience;
import org.modelgate.router.provider.Timeouts;

class ResilienceConfigTest {
    private static final String YAML = """
            providers:
              one: { type: anthropic, base_url: "http://127.0.0.1:1/", api_key: k }
            models:
              - id: m
                targets: [{ provider: one }]
                fallbacks: { context_length: [{ provider: one, model: long }], content_policy: [{ provider: one, model: free }] }
                hedge: { after_percentile: 90, min_delay: 50ms }
                timeouts: { first_byte: 7s }
              - { id: plain, targets: [{ provider: one }], hedge: {} }
            breaker: { consecutive_failures: 3, failure_percent: 40, min_failures: 6, window: 30s, cooldown: 1s, max_cooldown: 9s, probes: 2 }
            retries: { attempts: 2, budget_percent: 5, budget_floor: 1 }
            """;

    private static Reading reading(String yaml) {
        return ConfigFile.read(yaml, name -> Optional.empty());
    }

    private static List<String> problems(String yaml) {
        Reading reading = reading(yaml);
        RouterConfig.read(reading.root(), LocalDate.EPOCH);
        reading.reportUnknownKeys();
        return reading.problems().lines();
    }

    @Test
    void whatHoldsOnABadDayIsRead() {
        assertThat(problems(YAML)).isEmpty();
        RouterConfig config = RouterConfig.read(reading(YAML).root(), LocalDate.EPOCH);
        HealthLimits health = config.health();
        assertThat(health)
                .isEqualTo(new HealthLimits(
                        3,
                        40,
                        6,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(9),
                        2,
                        5,
                        1,
                        HealthLimits.DEFAULTS.targets()));
        Resilience resilience = config.models().getFirst().resilience();
        assertThat(resilience.contextLength()).extracting(t -> t.model()).containsExactly("long");
        assertThat(resilience.contentPolicy()).extracting(t -> t.model()).containsExactly("free");
        assertThat(resilience.hedge()).isEqualTo(new Hedge(90, Duration.ofMillis(50)));
        assertThat(resilience.timeouts().over(Timeouts.ofSeconds(1, 2, 3, 4)))
                .isEqualTo(Timeouts.ofSeconds(1, 7, 3, 4));
        assertThat(config.models().get(1).resilience().hedge()).isEqualTo(new Hedge(95, Duration.ofMillis(200)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consecutive_failures: 3 | consecutive_failures: 0 | breaker.consecutive_failures: ",
                "failure_percent: 40 | failure_percent: 101 | breaker.failure_percent: ",
                "window: 30s | window: 0s | breaker.window: ",
                "budget_percent: 5 | budget_percent: much | retries.budget_percent: ",
                "after_percentile: 90 | after_percentile: 100 | models[0].hedge.after_percentile: ",
                "first_byte: 7s | first_byte: 0s | models[0].timeouts.first_byte: ",
                "provider: one, model: long | provider: two, model: long | models[0].fallbacks.context_length[0].provider: ",
                "content_policy: | content: | models[0].fallbacks.content: "
            })
    void whatIsWrongIsNamedWithItsPath(String right, String wrong, String path) {
        assertThat(problems(YAML.replace(right, wrong)))
                .anySatisfy(line -> assertThat(line).startsWith(path));
    }
}
