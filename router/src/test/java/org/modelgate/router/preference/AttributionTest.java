package org.modelgate.router.preference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Preferences;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.Dialects;

class AttributionTest {
    private static Attribution of(DialectId dialect, String members, Map<String, String> headers) {
        byte[] body = ("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                        + members + "}")
                .getBytes(StandardCharsets.UTF_8);
        return Attribution.of(
                new Planner.Call(
                        dialect,
                        Dialects.client(dialect).scanner().scan(body),
                        (start, end) -> Arrays.copyOfRange(body, start, end),
                        Map.of(),
                        headers.isEmpty() ? Preferences.NONE : new Preferences(headers, "/v1/messages"),
                        new Principal("acme", "k")),
                Labels.NONE);
    }

    private static Attribution chat(String members) {
        return of(DialectId.OPENAI_CHAT, members, Map.of());
    }

    @Test
    void aRequestThatSaysNothingIsNobodys() {
        assertThat(chat("")).isEqualTo(Attribution.NOBODY);
    }

    @Test
    void userAndSessionAreWhatTheBodySays() {
        assertThat(chat(",\"user\":\"alice\",\"session_id\":\"s1\"")).isEqualTo(new Attribution("alice", "s1"));
        assertThat(of(
                        DialectId.ANTHROPIC_MESSAGES,
                        ",\"metadata\":{\"user_id\":\"bob\",\"session_id\":\"s2\"}",
                        Map.of()))
                .isEqualTo(new Attribution("bob", "s2"));
    }

    @Test
    void aHeaderNamesTheSessionBeforeTheBody() {
        assertThat(of(DialectId.OPENAI_CHAT, ",\"session_id\":\"s1\"", Map.of("x-session-id", "s9")))
                .isEqualTo(new Attribution(null, "s9"));
    }

    @Test
    void whatClaudeCodePacksIsTakenApart() {
        String packed = ",\"metadata\":{\"user_id\":\"{\\\"device_id\\\":\\\"d\\\",\\\"account_uuid\\\":\\\"%s\\\","
                + "\\\"session_id\\\":\\\"s3\\\"}\"}";
        assertThat(of(DialectId.ANTHROPIC_MESSAGES, packed.formatted("a"), Map.of()))
                .isEqualTo(new Attribution("a", "s3"));
        assertThat(of(DialectId.ANTHROPIC_MESSAGES, packed.formatted(""), Map.of()))
                .isEqualTo(new Attribution("d", "s3"));
    }

    @Test
    void whatMakesNoSenseSaysNothingAndRefusesNothing() {
        assertThat(chat(",\"user\":7,\"session_id\":[]")).isEqualTo(Attribution.NOBODY);
        assertThat(chat(",\"user\":\"" + "x".repeat(5_000) + "\"")).isEqualTo(Attribution.NOBODY);
        assertThat(chat(",\"user\":\"" + "x".repeat(257) + "\"").user())
                .startsWith("sha256:")
                .hasSize(71);
    }
}
