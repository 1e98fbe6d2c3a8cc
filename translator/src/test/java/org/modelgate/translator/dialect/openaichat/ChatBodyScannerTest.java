package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.json.Json;
import org.modelgate.translator.openai.BodyPatch;

class ChatBodyScannerTest {
    private final ChatBodyScanner scanner = new ChatBodyScanner();

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
                {"messages":[{"role":"system","content":"Grüße"},{"role":"user","content":[{"type":"text","text":"ab"}]}],
                 "n" : 2, "stream":true, "stream_options": {"include_usage":true} , "max_completion_tokens" : 77 , "model": "gpt-\\u0035"}
                """;

        BodyScan scan = scan(body);

        assertThat(scan.model()).isEqualTo("gpt-5");
        assertThat(at(body, scan.modelAt())).isEqualTo("\"gpt-\\u0035\"");
        assertThat(scan.stream()).isTrue();
        assertThat(scan.maxOutputTokens()).isEqualTo(77);
        assertThat(at(body, scan.maxOutputAt())).isEqualTo("77");
        assertThat(scan.choices()).isEqualTo(2);
        assertThat(scan.includeUsage()).isTrue();
        assertThat(at(body, scan.streamOptionsAt())).isEqualTo("{\"include_usage\":true}");
        assertThat(scan.messages()).isEqualTo(2);
        assertThat(scan.textBytes()).isEqualTo("Grüße".getBytes(UTF_8).length + 2);
        assertThat(scan.cuts()).isEmpty();
        assertThat(body.getBytes(UTF_8)[scan.objectStart()]).isEqualTo((byte) '{');
        assertThat(body.getBytes(UTF_8)[scan.objectEnd()]).isEqualTo((byte) '}');
    }

    @Test
    void countsMediaApartFromText() {
        BodyScan scan = scan("""
                {"model":"m","messages":[{"role":"user","content":[
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
                  {"type":"image_url","image_url":{"url":"https://e.org/cat.png"}},
                  {"type":"input_audio","input_audio":{"data":"BBBBBB","format":"wav"}},
                  {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,CC"}},
                  {"type":"text","text":"hello","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}
                """);

        assertThat(scan.mediaParts()).isEqualTo(4);
        assertThat(scan.mediaBytes()).isEqualTo(4 + 6 + 2);
        assertThat(scan.textBytes()).isEqualTo(5);
        assertThat(scan.cacheMarks()).isTrue();
        assertThat(scan.longCacheMarks()).isTrue();
    }

    @Test
    void toolsCountWithTheirPropertyNames() {
        String without = "{\"model\":\"m\",\"messages\":[]}";
        String with =
                "{\"model\":\"m\",\"messages\":[],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"properties\":{\"image_url\":{\"type\":\"string\"}}}}}]}";

        assertThat(scan(with).textBytes()).isGreaterThan(scan(without).textBytes() + "image_url".length());
        assertThat(scan(with).mediaParts()).isZero();
    }

    @Property(tries = 200)
    void textIsMeasuredInUtf8WhateverItsEscapes(@ForAll String text) throws Exception {
        String legal = new String(text.getBytes(UTF_8), UTF_8);
        String quoted = Json.mapper().writeValueAsString(legal);
        StringBuilder escaped = new StringBuilder("\"");
        legal.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        escaped.append('"');

        for (String form : new String[] {quoted, escaped.toString()}) {
            BodyScan scan = scan("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" + form + "}]}");
            assertThat(scan.textBytes()).isEqualTo(legal.getBytes(UTF_8).length);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"messages\":[]}|model",
                "{\"model\":7,\"messages\":[]}|model",
                "{\"model\":\" \",\"messages\":[]}|model",
                "{\"model\":\"m\"}|messages",
                "{\"model\":\"m\",\"messages\":{}}|messages",
                "{\"model\":\"m\",\"messages\":[],\"stream\":\"yes\"}|stream",
                "{\"model\":\"m\",\"messages\":[],\"n\":0}|n",
                "{\"model\":\"m\",\"messages\":[],\"n\":129}|n",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":0}|max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":1.5}|max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":99999999999999999999}|max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":5,\"max_completion_tokens\":6}|max_tokens",
                "{\"model\":\"m\",\"messages\":[],\"stream_options\":{}}|stream_options",
                "{\"model\":\"m\",\"messages\":[],\"stream\":true,\"stream_options\":[]}|stream_options",
                "{\"provider\":\"x\",\"model\":\"m\",\"messages\":[],\"provider\":\"y\"}|provider",
                "{\"model\":\"m\",\"messages\":[],\"mod\\u0065l\":\"dearer\"}|model",
            })
    void refusesAWrongFieldByItsName(String body, String param) {
        assertThatThrownBy(() -> scan(body)).isInstanceOfSatisfying(GatewayException.class, e -> {
            assertThat(e.error().status()).isEqualTo(400);
            assertThat(e.error().param()).isEqualTo(param);
            assertThat(e.error().message()).contains(param);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{%s\"model\":\"m\",\"messages\":[]}",
                "{\"model\":\"m\",%s\"messages\":[]}",
            })
    void whatAsksTheGatewayIsCutAndFound(String body) {
        String asks = "\"provider\":{\"order\":[\"a\"]},\"models\":[\"b\"],\"providerOptions\":{},\"routing\":null,"
                + "\"metadata\":{\"tags\":[\"t\"],\"routing\":{\"fallback\":true},\"kept\":\"k\",\"user_id\":\"u\"},\"user\":\"me\",";
        String whole = body.formatted(asks);
        BodyScan scan = scan(whole);
        assertThat(scan.asks().keySet())
                .containsExactlyInAnyOrder(
                        "provider", "models", "providerOptions", "metadata.tags", "metadata.routing");
        assertThat(text(whole, scan.asks().get("provider"))).isEqualTo("{\"order\":[\"a\"]}");
        assertThat(text(whole, scan.asks().get("metadata.routing"))).isEqualTo("{\"fallback\":true}");
        assertThat(text(whole, scan.callers().get("user"))).isEqualTo("\"me\"");
        assertThat(text(whole, scan.callers().get("metadata.user_id"))).isEqualTo("\"u\"");
        byte[] cut = new BodyPatch(whole.getBytes(UTF_8), scan).apply();
        assertThat(new String(cut, UTF_8))
                .isEqualTo(body.formatted("\"metadata\":{\"kept\":\"k\",\"user_id\":\"u\"},\"user\":\"me\","));
    }

    private static String text(String body, BodyScan.Span at) {
        return body.substring(at.start(), at.end());
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
        assertThatThrownBy(() -> scanner.scan("{\"model\":\"m\",\"messages\":[]}".getBytes(UTF_16LE)))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void aNullCapIsNoCapButAPlaceForOne() {
        String body = "{\"model\":\"m\",\"messages\":[],\"max_completion_tokens\":null}";

        BodyScan scan = scan(body);

        assertThat(scan.maxOutputTokens()).isNull();
        assertThat(at(body, scan.maxOutputAt())).isEqualTo("null");
    }
}
