package org.modelgate.translator.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayException;

class JsonMembersTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{\"a\":1,\"b\":2} # {\"b\":2}",
                "{\"b\":\"x,\" , \"a\":{\"b\":[1]}} # {\"b\":\"x,\" }",
                "{\"b\":1,\"a\":\"s\",\"c\":\"t\",\"d\":[2]} # {\"b\":1,\"d\":[2]}",
                "{\"a\":1,\"c\":true,\"b\":{\"a\":1}} # {\"b\":{\"a\":1}}",
                "{\"a\":1,\"c\":2} # {}",
                "{} # {}"
            })
    void theNamedMembersGoAndAllElseStays(String json, String left) {
        byte[] out = JsonMembers.without(utf8(json), name -> name.equals("a") || name.equals("c"));
        assertThat(new String(out, StandardCharsets.UTF_8)).isEqualTo(left);
    }

    @Test
    void aCountIsReadAndNothingElseIsOne() {
        assertThat(JsonMembers.count(utf8("{\"x\":{\"n\":1},\"n\":7}"), "n")).isEqualTo(7);
        for (String json : new String[] {
            "{\"n\":\"7\"}", "{\"n\":-7}", "{\"m\":7}", "[7]", "", "{\"n\":7.5}", "{\"n\":99999999999999999999}"
        }) {
            assertThatThrownBy(() -> JsonMembers.count(utf8(json), "n"))
                    .as(json)
                    .isInstanceOf(GatewayException.class);
        }
    }
}
