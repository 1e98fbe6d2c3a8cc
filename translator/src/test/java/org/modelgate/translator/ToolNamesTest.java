package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.Tool;

class ToolNamesTest {
    @Property
    void namesAndIdsAlwaysFitAndComeBack(@ForAll String name) {
        String fitted = ToolNames.fit(name, ToolNames.OPENAI_MAX);
        assertThat(fitted).matches("[a-zA-Z0-9_-]{1,64}");
        assertThat(ToolNames.callId(name, 40)).matches("[a-zA-Z0-9_-]{1,40}");
        List<Tool> tools = List.of(new Tool.Function(name, null, "{}", null, null));
        assertThat(ToolNames.original(tools, fitted)).isEqualTo(name);
    }

    @Test
    void pitfall17LongNamesKeepTheirBeginning() {
        String name = "a".repeat(70);
        assertThat(ToolNames.fit(name, 64)).hasSize(59).startsWith("a".repeat(50) + "_");
        assertThat(ToolNames.fit(name, 128)).isEqualTo(name);
    }

    @Test
    void pitfall54HalvesOfACharacterAreKeptTogether() {
        SurrogateGuard guard = new SurrogateGuard();
        assertThat(guard.pass("a\uD83D")).isEqualTo("a");
        assertThat(guard.pass("\uDE00b")).isEqualTo("\uD83D\uDE00b");
        assertThat(guard.pass("\uDE00")).isEqualTo("\uFFFD");
        assertThat(guard.pass("x\uD83D")).isEqualTo("x");
        assertThat(guard.flush()).isEqualTo("\uFFFD");
        assertThat(guard.flush()).isEmpty();
    }

    @Test
    void aNameThatMustBeginWithALetterIsFoundAgain() {
        String fitted = ToolNames.fitWord("3d-view", ToolNames.GEMINI_MAX);
        assertThat(fitted).startsWith("_3d-view_");
        assertThat(ToolNames.fitWord("_x-1", ToolNames.GEMINI_MAX)).isEqualTo("_x-1");
        assertThat(ToolNames.fitWord("-x", ToolNames.GEMINI_MAX)).startsWith("_-x_");
        assertThat(ToolNames.original(List.of(Samples.tool("3d-view")), fitted)).isEqualTo("3d-view");
    }
}
