package org.modelgate.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** A body is a stranger's: what it may cost is bounded wherever it is read. */
class JsonTest {
    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static void skipAll(String json) throws IOException {
        try (JsonParser parser = Json.factory().createParser(json)) {
            while (parser.nextToken() != null) {
                assertThat(parser.currentToken()).isNotNull();
            }
        }
    }

    @Test
    void nestingHasALimitForTreesAndForStreams() throws Exception {
        assertThat(Json.mapper().readTree(nested(128))).hasSize(1);
        skipAll(nested(128));

        assertThatThrownBy(() -> Json.mapper().readTree(nested(129))).isInstanceOf(StreamConstraintsException.class);
        assertThatThrownBy(() -> skipAll(nested(100_000))).isInstanceOf(StreamConstraintsException.class);
    }

    @Test
    void numbersHaveALimit() throws Exception {
        assertThat(Json.mapper().readTree("9".repeat(100)).isNumber()).isTrue();

        assertThatThrownBy(() -> Json.mapper().readTree("9".repeat(101)))
                .isInstanceOf(StreamConstraintsException.class);
    }

    @Test
    void tokensHaveALimit() {
        assertThatThrownBy(() -> skipAll("[" + "0,".repeat(4_000_000) + "0]"))
                .isInstanceOf(StreamConstraintsException.class);
    }

    @Test
    void aPictureOfManyMegabytesIsRead() throws Exception {
        String picture = "A".repeat(30 << 20);

        assertThat(Json.mapper().readTree('"' + picture + '"').textValue()).hasSize(30 << 20);
    }

    @Test
    void fractionsStayExact() throws JsonProcessingException {
        assertThat(Json.mapper().readTree("0.1000000000000000055").decimalValue())
                .isEqualTo(new BigDecimal("0.1000000000000000055"));
    }

    @Test
    void bytesThatLookLikeAnotherEncodingAreBrokenJsonAndNothingWorse() {
        byte[] utf32 = {0, 0, 0, '{', '"', 'x', 'y', 'z', '!', '!', '!', '!'};

        assertThatThrownBy(() -> Json.mapper().readTree(utf32)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.document(utf32, 0, utf32.length)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void aDocumentIsOneAndNothingBehindIt() throws Exception {
        byte[] bytes = " {\"a\":1} {}".getBytes(UTF_8);

        assertThat(Json.document(bytes, 0, 9).path("a").intValue()).isEqualTo(1);
        assertThatThrownBy(() -> Json.document(bytes, 0, bytes.length)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.document(bytes, 0, 1)).isInstanceOf(JsonProcessingException.class);
    }
}
