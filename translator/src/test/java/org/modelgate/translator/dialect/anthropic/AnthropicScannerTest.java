package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.translator.Passthrough;

class AnthropicScannerTest {
    private final AnthropicScanner scanner = new AnthropicScanner(true);
    private final Passthrough passthrough = new AnthropicPassthrough();

    @Test
    void findsModelStreamAndCapWhereverTheyStand() {
        BodyScan scan = scan(
                "{ \"messages\":[{\"role\":\"user\",\"content\":\"Hi \\\"x\\\"\"}] , \"stream\": true, \"max_tokens\": 12 ,\"mod\\u0065l\" : \"cl\\u0061ude\" }");
        assertThat(scan.model()).isEqualTo("claude");
        assertThat(scan.stream()).isTrue();
        assertThat(scan.maxOutputTokens()).isEqualTo(12L);
        assertThat(scan.messages()).isEqualTo(1);
        assertThat(scan.textBytes()).isEqualTo("Hi \"x\"".length());
    }

    @Test
    void inlineMediaIsNotText() {
        BodyScan scan = scan("""
                {"model":"m","max_tokens":1,"messages":[{"role":"user","content":[
                 {"type":"image","source":{"type":"base64","media_type":"image/png","data":"%s"}},
                 {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain text"}},
                 {"type":"tool_result","tool_use_id":"t","content":[
                   {"type":"image","source":{"data":"QUJD","type":"base64","media_type":"image/png"}},{"type":"text","text":"été"}]},
                 {"type":"image","source":{"type":"url","url":"https://e.org/a.png"}}]}]}
                """.formatted("A".repeat(100_000)));
        assertThat(scan.mediaParts()).isEqualTo(3);
        assertThat(scan.mediaBytes()).isEqualTo(100_004);
        assertThat(scan.textBytes()).isEqualTo("plain text".length() + 5);
        assertThat(scan.wideBytes()).isEqualTo(4);
    }

    @Test
    void cacheMarksAndLongOnesAreSeenEverywhere() {
        String body =
                "{\"model\":\"m\",\"max_tokens\":1,%s\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"%s}]}]}";
        BodyScan none = scan(body.formatted("", ""));
        BodyScan block = scan(body.formatted("", ",\"cache_control\":{\"type\":\"ephemeral\"}"));
        BodyScan tool = scan(body.formatted(
                "\"tools\":[{\"name\":\"t\",\"input_schema\":{},\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}],",
                ""));
        BodyScan top = scan(body.formatted("\"cache_control\":{\"type\":\"ephemeral\"},", ""));
        assertThat(none.cacheMarks()).isFalse();
        assertThat(block.cacheMarks()).isTrue();
        assertThat(block.longCacheMarks()).isFalse();
        assertThat(tool.cacheMarks()).isTrue();
        assertThat(tool.longCacheMarks()).isTrue();
        assertThat(top.cacheMarks()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{\"routing\":{\"strategy\":\"priority\"},\"user_id\":\"u\"} # {\"user_id\":\"u\"}",
                "{\"user_id\":\"u\",\"routing\":{\"a\":[1]}} # {\"user_id\":\"u\"}",
                "{\"user_id\":\"u\",\"routing\":1,\"session_id\":\"s\"} # {\"user_id\":\"u\"}",
                "{\"routing\":1,\"session_id\":\"s\",\"user_id\":\"u\"} # {\"user_id\":\"u\"}",
                "{\"routing\":1,\"user_id\":\"u\",\"session_id\":\"s\",\"x\":2} # {\"user_id\":\"u\",\"x\":2}",
                "{\"routing\":1,\"session_id\":\"s\"} # {}",
                "{ \"session_id\" : \"s\" } # { }",
                "{} # {}"
            })
    void gatewayOnlyMembersOfMetadataAreCut(String metadata, String left) {
        String body =
                "{\"model\":\"a\",\"max_tokens\":5,\"metadata\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        String patched = patch(body.formatted(metadata), "a", 5);
        assertThat(patched.replace(" ", "")).isEqualTo(body.formatted(left).replace(" ", ""));
    }

    @Test
    void pitfall05UnknownFieldsAndKeyOrderSurviveByteForByte() {
        String body =
                "{\"zeta\" :[1.50, {\"beta\":null}],\n \"model\":\"client-name\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\"}],\"new_beta\":{\"a\":1e3}}";
        assertThat(patch(body, "up/\"q\"", 9)).isEqualTo(body.replace("client-name", "up/\\\"q\\\""));
        assertThat(patch(body, "client-name", 9)).isEqualTo(body);
        assertThat(patch(body, "client-name", 4)).isEqualTo(body.replace("\"max_tokens\":9", "\"max_tokens\":4"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "[] # JSON object",
                "{\"model\":\"m\" # not valid JSON",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} {} # one JSON object",
                "{\"max_tokens\":1,\"messages\":[{}]} # model: Field required",
                "{\"model\":\"m\",\"messages\":[{}]} # max_tokens: Field required",
                "{\"model\":\"m\",\"max_tokens\":1} # messages: Field required",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]} # messages: at least one",
                "{\"model\":\"m\",\"max_tokens\":-1,\"messages\":[{}]} # max_tokens: must be",
                "{\"model\":\"m\",\"max_tokens\":1.5,\"messages\":[{}]} # max_tokens: must be",
                "{\"model\":\"m\",\"max_tokens\":99999999999,\"messages\":[{}]} # max_tokens: must be",
                "{\"model\":7,\"max_tokens\":1,\"messages\":[{}]} # model: must be",
                "{\"model\":\"m\",\"model\":\"n\",\"max_tokens\":1,\"messages\":[{}]} # model: given twice",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}],\"stream\":\"yes\"} # stream: must be",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[\"x\"]} # messages.0: must be"
            })
    void whatIsWrongIsNamed(String body, String message) {
        assertThatThrownBy(() -> scan(body))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"provider", "models", "providerOptions", "portkey_provider", "routing", "cache"})
    void whatAsksTheGatewayIsCutAndFound(String field) {
        String rest = "\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        String first = "{\"" + field + "\":[1,{\"a\":2}]," + rest + "}";
        String last = "{" + rest + ", \"" + field + "\" : \"text\" }";
        assertThat(patch(first, "m", 1)).isEqualTo("{" + rest + "}");
        assertThat(patch(last, "m", 1)).isEqualTo("{" + rest + " }");
        assertThat(text(first, scan(first).asks().get(field))).isEqualTo("[1,{\"a\":2}]");
        assertThat(text(last, scan(last).asks().get(field))).isEqualTo("\"text\"");
        assertThat(scan(first).textBytes()).isEqualTo(scan("{" + rest + "}").textBytes());
        assertThatThrownBy(() -> scan("{\"" + field + "\":1,\"" + field + "\":2," + rest + "}"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining(field);
    }

    @Test
    void membersOfMetadataAreFoundAndFallbacksStay() {
        String body = "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                + "\"fallbacks\":\"default\",\"metadata\":{\"routing\":{\"strategy\":\"x\"},\"user_id\":\"u\"}}";
        BodyScan scan = scan(body);
        assertThat(text(body, scan.asks().get("metadata.routing"))).isEqualTo("{\"strategy\":\"x\"}");
        assertThat(text(body, scan.asks().get("fallbacks"))).isEqualTo("\"default\"");
        assertThat(text(body, scan.callers().get("metadata.user_id"))).isEqualTo("\"u\"");
        assertThat(patch(body, "m", 1)).contains("\"fallbacks\":\"default\"").doesNotContain("routing");
    }

    private static String text(String body, BodyScan.Span at) {
        return body.substring(at.start(), at.end());
    }

    @Test
    void pitfall24NoEnvelopeOfTheGatewayReachesAnthropic() {
        String body = "{\"model\":\"m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}%s]}";
        String own = "{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"EoUB\"}";
        String sealed = "{\"signature\":\"gw1.none.a.b\",\"thinking\":\"a\",\"type\":\"thinking\"}";
        String redacted = "{\"type\":\"redacted_thinking\",\"data\":\"gw1.redacted.a.b\"}";
        String text = "{\"type\":\"text\",\"text\":\"gw1. is a mark\"}";
        String turn = ",{\"role\":\"assistant\",\"content\":[%s]}";
        assertThat(patch(body.formatted(turn.formatted(sealed + ", " + own + "," + redacted + "," + text)), "m", 5))
                .isEqualTo(body.formatted(turn.formatted(own + "," + text)));
        assertThat(patch(body.formatted(turn.formatted(text + "," + sealed)), "m", 5))
                .isEqualTo(body.formatted(turn.formatted(text)));
        assertThat(patch(body.formatted(turn.formatted(sealed + "," + redacted) + turn.formatted(text)), "m", 5))
                .isEqualTo(body.formatted(turn.formatted(text)));
    }

    @Test
    void otherEncodingsAreRefused() {
        byte[] utf16 = "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> scanner.scan(utf16)).isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{\"anthropic_version\":\"2023-06-01\", %s} # { %s}",
                "{%s, \"anthropic_beta\":\"a\" } # {%s }",
                "{\"anthropic_beta\":[\"a\"],\"anthropic_version\":\"v\",%s,\"x\":1} # {%s,\"x\":1}",
                "{%s,\"anthropic_beta\":[ \"a\" ] , \"anthropic_version\":null,\"x\":1} # {%s ,\"x\":1}",
                "{%s} # {%s}"
            })
    void membersThatBecomeHeadersAreCut(String body, String left) {
        String members =
                "\"model\":\"a\",\"max_tokens\":5,\"system\":\"s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
        String patched = patch(body.formatted(members), "a", 5);
        assertThat(patched.replace(" ", "")).isEqualTo(left.formatted(members).replace(" ", ""));
    }

    @Test
    void versionAndBetasOfTheBodyAreReadForTheHeaders() {
        String rest = "\"model\":\"a\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
        assertThat(scan("{\"anthropic_version\":\"2023-06-01\",\"anthropic_beta\":[\"b1\",\"b2\"]," + rest)
                        .headers())
                .isEqualTo(Map.of("anthropic-version", "2023-06-01", "anthropic-beta", "b1,b2"));
        assertThat(scan("{\"anthropic_beta\":\"b1\"," + rest).headers()).isEqualTo(Map.of("anthropic-beta", "b1"));
        assertThat(scan("{\"anthropic_version\":\"bedrock-2023-05-31\"," + rest).headers())
                .isEmpty();
        assertThat(scan("{" + rest).headers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "\"anthropic_version\":5 # anthropic_version",
                "\"anthropic_version\":\"a\\r\\nx-evil: 1\" # anthropic_version",
                "\"anthropic_beta\":{} # anthropic_beta",
                "\"anthropic_beta\":[\"a\",2] # anthropic_beta",
                "\"anthropic_beta\":\"a\",\"anthropic_beta\":\"b\" # anthropic_beta"
            })
    void whatCannotBeAHeaderIsRefused(String member, String field) {
        assertThatThrownBy(() -> scan("{" + member
                        + ",\"model\":\"a\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"))
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith(field);
    }

    private BodyScan scan(String body) {
        return scanner.scan(body.getBytes(StandardCharsets.UTF_8));
    }

    private String patch(String body, String model, long cap) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new String(passthrough.patch(bytes, scanner.scan(bytes), model, cap), StandardCharsets.UTF_8);
    }
}
