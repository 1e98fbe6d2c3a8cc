package org.modelgate.translator.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.translator.CustomTools;

class InputUnwrapperTest {
    private static String unwrap(String arguments, List<Integer> steps) {
        InputUnwrapper unwrapper = new InputUnwrapper();
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int step : steps) {
            int to = Math.min(arguments.length(), at + step);
            out.append(unwrapper.feed(arguments.substring(at, to)));
            at = to;
        }
        return out.append(unwrapper.feed(arguments.substring(at)))
                .append(unwrapper.end())
                .toString();
    }

    @Property
    void anyTextComesOutOfItsWrappingAtAnySplit(
            @ForAll String text, @ForAll @Size(max = 20) List<@IntRange(max = 9) Integer> steps) {
        assertThat(unwrap(CustomTools.arguments(text), steps)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"why\" : [\"}\\\"\", {\"input\":1}], \"input\" : \"ls\\u00e9\\/\" , \"x\":1}",
                "{\"a\":-1.5,\"b\":null,\"input\":\"\"}",
                "{}",
                "{\"cmd\":\"ls\"}",
                "{\"input\":{\"a\":1}}",
                "{\"input\":5}",
                "[\"input\"]",
                "ls -l",
                "{\"in",
                "",
            })
    void whatComesInPiecesIsWhatComesWhole(String arguments) {
        String whole = InputUnwrapper.whole(arguments);
        for (int step = 1; step < 4; step++) {
            List<Integer> steps = Collections.nCopies(arguments.length() / step, step);
            assertThat(unwrap(arguments, steps)).isEqualTo(whole);
        }
    }

    @Test
    void textIsGivenOutAsSoonAsItIsKnown() {
        InputUnwrapper unwrapper = new InputUnwrapper();

        assertThat(unwrapper.feed("{\"input\":\"ec")).isEqualTo("ec");
        assertThat(unwrapper.feed("ho\\")).isEqualTo("ho");
        assertThat(unwrapper.feed("u00")).isEmpty();
        assertThat(unwrapper.feed("e9")).isEqualTo("é");
        assertThat(unwrapper.feed("\"}")).isEmpty();
        assertThat(unwrapper.end()).isEmpty();
    }
}
