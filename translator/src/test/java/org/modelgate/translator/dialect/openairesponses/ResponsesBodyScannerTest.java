package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;

class ResponsesBodyScannerTest {
    private final ResponsesBodyScanner scanner = new ResponsesBodyScanner();

    private BodyScan scan(String body) {
        return scanner.scan(body.getBytes(UTF_8));
    }

    private static String at(String body, BodyScan.Span span) {
        byte[] bytes = body.getBytes(UTF_8);
        return new String(bytes, span.start(), span.end() - span.start(), UTF_8);
    }

    @Test
    void findsWhatTheHotPathNeeds() {
        String body = """
                {"instructions":"Grüße","input":[{"role":"user","content":"ab"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}],
                 "stream":true, "max_output_tokens" : 77 , "model": "gpt-\\u0035","client_metadata":{"a":"b"}}
                """;

        BodyScan scan = scan(body);

        assertThat(scan.model()).isEqualTo("gpt-5");
        assertThat(at(body, scan.modelAt())).isEqualTo("\"gpt-\\u0035\"");
        assertThat(scan.stream()).isTrue();
        assertThat(scan.maxOutputTokens()).isEqualTo(77);
        assertThat(at(body, scan.maxOutputAt())).isEqualTo("77");
        assertThat(scan.choices()).isEqualTo(1);
        assertThat(scan.messages()).isEqualTo(2);
        assertThat(scan.textBytes()).isEqualTo("Grüße".getBytes(UTF_8).length + "ab".length() + "f".length() + 2);
        assertThat(scan.wideBytes()).isEqualTo(4);
        assertThat(scan.cuts()).isEmpty();
    }

    @Test
    void aStringIsOneMessage() {
        BodyScan scan = scan("{\"model\":\"m\",\"input\":\"hello\"}");

        assertThat(scan.messages()).isEqualTo(1);
        assertThat(scan.textBytes()).isEqualTo(5);
    }

    @Test
    void countsMediaApartFromText() {
        BodyScan scan = scan("""
                {"model":"m","input":[{"role":"user","content":[
                  {"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"},
                  {"type":"input_image","image_url":"https://e.org/cat.png"},
                  {"type":"input_audio","input_audio":{"data":"BBBBBB","format":"wav"}},
                  {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,CC"},
                  {"type":"input_file","file_url":"https://e.org/a.pdf"},
                  {"type":"input_text","text":"hello","prompt_cache_breakpoint":{"mode":"explicit","ttl":"12h"}}]}]}
                """);

        assertThat(scan.mediaParts()).isEqualTo(5);
        assertThat(scan.mediaBytes()).isEqualTo(4 + 6 + 2);
        assertThat(scan.textBytes()).isEqualTo("hello".length() + "a.pdf".length());
        assertThat(scan.cacheMarks()).isTrue();
        assertThat(scan.longCacheMarks()).isTrue();
    }

    @Test
    void toolsCountWhereverTheyStand() {
        String tools =
                "[{\"type\":\"namespace\",\"name\":\"ns\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"properties\":{\"image_url\":{\"type\":\"string\"}}}}]}]";
        BodyScan top = scan("{\"model\":\"m\",\"input\":[],\"tools\":" + tools + "}");
        BodyScan item = scan("{\"model\":\"m\",\"input\":[{\"type\":\"additional_tools\",\"tools\":" + tools + "}]}");

        assertThat(item.textBytes()).isEqualTo(top.textBytes()).isGreaterThan("image_url".length());
        assertThat(item.mediaParts()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input\":\"a\"}|model",
                "{\"model\":7,\"input\":\"a\"}|model",
                "{\"model\":\"m\"}|input",
                "{\"model\":\"m\",\"input\":null}|input",
                "{\"model\":\"m\",\"input\":{}}|input",
                "{\"model\":\"m\",\"input\":[\"a\"]}|input[0]",
                "{\"model\":\"m\",\"input\":\"a\",\"input\":\"b\"}|input",
                "{\"model\":\"m\",\"input\":\"a\",\"stream\":\"yes\"}|stream",
                "{\"model\":\"m\",\"input\":\"a\",\"max_output_tokens\":0}|max_output_tokens",
                "{\"model\":\"m\",\"input\":\"a\",\"max_output_tokens\":1.5}|max_output_tokens",
                "{\"model\":\"m\",\"input\":\"a\",\"background\":1}|background",
            })
    void refusesAWrongFieldByItsName(String body, String param) {
        assertRefused(body, param);
    }

    @ParameterizedTest
    @DisplayName("pitfall 58: nothing that needs stored responses is ignored, on any route")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\",\"input\":\"a\",\"previous_response_id\":\"resp_1\"}|previous_response_id",
                "{\"model\":\"m\",\"input\":\"a\",\"conversation\":{\"id\":\"conv_1\"}}|conversation",
                "{\"model\":\"m\",\"prompt\":{\"id\":\"pmpt_1\"}}|prompt",
                "{\"model\":\"m\",\"input\":\"a\",\"background\":true}|background",
                "{\"model\":\"m\",\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"}]}|input[0]",
                "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"a\"},{\"id\":\"msg_1\"}]}|input[1]",
            })
    void refusesWhatNeedsAStore(String body, String param) {
        assertRefused(body, param);
        assertThatThrownBy(() -> scan(body)).hasMessageContaining("stores no responses");
    }

    private void assertRefused(String body, String param) {
        assertThatThrownBy(() -> scan(body)).isInstanceOfSatisfying(GatewayException.class, e -> {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().param()).isEqualTo(param);
            assertThat(e.error().message()).contains(param);
        });
    }

    @Test
    void whatIsNullIsNotAskedFor() {
        BodyScan scan = scan(
                "{\"model\":\"m\",\"input\":\"a\",\"previous_response_id\":null,\"conversation\":null,\"prompt\":null,\"background\":null,\"max_output_tokens\":null}");

        assertThat(scan.maxOutputTokens()).isNull();
        assertThat(scan.maxOutputAt()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "7", "{\"model\":\"secret\",", "{} {}", "{'a':1}", "nul"})
    void refusesWhatIsNoJsonObjectWithoutQuotingIt(String body) {
        assertThatThrownBy(() -> scan(body)).isInstanceOfSatisfying(GatewayException.class, e -> {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().message()).doesNotContain("secret");
        });
    }

    @Test
    void refusesOtherEncodingsThanUtf8() {
        assertThatThrownBy(() -> scanner.scan("{\"model\":\"m\",\"input\":\"a\"}".getBytes(UTF_16LE)))
                .isInstanceOf(GatewayException.class);
    }
}
