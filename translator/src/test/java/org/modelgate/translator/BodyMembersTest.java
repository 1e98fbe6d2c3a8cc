package org.modelgate.translator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modelgate.common.inference.BodyScan.Span;

class BodyMembersTest {
    private static final String BODY = "{ \"b\" : {\"a\":[1,\"}\"]} , \"model\":\"m\",\"c\":\"\\u00e9\" }";

    private static String edit(String body, Map<String, String> set, Map<String, String> defaults, List<String> drop) {
        return new String(BodyMembers.edit(body.getBytes(UTF_8), set, defaults, drop), UTF_8);
    }

    @Test
    void otherBytesStayAsTheyAre() {
        assertThat(edit(BODY, Map.of("c", "{\"x\":2}"), Map.of(), List.of()))
                .isEqualTo("{ \"b\" : {\"a\":[1,\"}\"]} , \"model\":\"m\" ,\"c\":{\"x\":2}}");
        assertThat(edit(BODY, Map.of(), Map.of("c", "1", "d", "true"), List.of("b")))
                .isEqualTo("{ \"model\":\"m\",\"c\":\"\\u00e9\" ,\"d\":true}");
        assertThat(new String(BodyMembers.without("{\"a\":1,\"b\":2}".getBytes(UTF_8), List.of(new Span(1, 7))), UTF_8))
                .isEqualTo("{\"b\":2}");
    }

    @Test
    void aBodyCanBecomeEmptyAndNamesAreQuoted() {
        assertThat(edit("{\"a\":1}", Map.of(), Map.of(), List.of("a"))).isEqualTo("{}");
        Map<String, String> set = new LinkedHashMap<>();
        set.put("a\"b", "1");
        assertThat(edit("{\"a\":1}", set, Map.of(), List.of("a"))).isEqualTo("{\"a\\\"b\":1}");
    }

    @Test
    void nothingToDoIsNoCopy() {
        byte[] body = BODY.getBytes(UTF_8);
        assertThat(BodyMembers.edit(body, Map.of(), Map.of(), List.of())).isSameAs(body);
    }
}
