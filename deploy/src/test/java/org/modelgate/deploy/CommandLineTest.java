package org.modelgate.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.bus.Role;
import org.modelgate.deploy.CommandLine.Action;

class CommandLineTest {
    @Test
    void nothingMeansAllRolesOnTheDefaultConfiguration() {
        assertThat(CommandLine.parse())
                .isEqualTo(new CommandLine(Action.RUN, null, EnumSet.allOf(Role.class), false, null, null));
    }

    @Test
    void optionsAreTakenInAnyOrder() {
        CommandLine line = CommandLine.parse("--roles", "router, EDGE", "--insecure-cluster", "--config", "a b.yaml");

        assertThat(line)
                .isEqualTo(new CommandLine(
                        Action.RUN, Path.of("a b.yaml"), Set.of(Role.EDGE, Role.ROUTER), true, null, null));
    }

    @Test
    void auditTakesAFileOfProvidersUsage() {
        CommandLine line = CommandLine.parse("audit", "--config", "x.yaml", "--provider-usage", "u.csv");

        assertThat(line.action()).isEqualTo(Action.AUDIT);
        assertThat(line.config()).isEqualTo(Path.of("x.yaml"));
        assertThat(line.providerUsage()).isEqualTo(Path.of("u.csv"));
    }

    @ParameterizedTest
    @CsvSource({"--check, CHECK", "--help, HELP", "-h, HELP", "--version, VERSION"})
    void thatWhichStartsNothing(String option, Action action) {
        assertThat(CommandLine.parse(option).action()).isEqualTo(action);
        assertThat(CommandLine.parse("--config", "x", option).action()).isEqualTo(action);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --confg x.yaml       | unknown option --confg
            x.yaml               | unknown option x.yaml
            --config             | --config needs a value
            --check --roles      | --roles needs a value
            --roles edge,roter   | --roles takes edge, translator, router, billing, comma separated
            --roles edge,        | --roles takes edge, translator, router, billing, comma separated
            """)
    void aMistakeIsNamed(String line, String complaint) {
        CommandLine parsed = CommandLine.parse(line.split(" "));

        assertThat(parsed.action()).isEqualTo(Action.COMPLAIN);
        assertThat(parsed.complaint()).isEqualTo(complaint);
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(CommandLine.HELP)
                .contains("--config", "--roles", "--check", "--insecure-cluster", "--version", "--help");
    }
}
