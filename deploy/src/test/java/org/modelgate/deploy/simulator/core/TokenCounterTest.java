package org.modelgate.deploy.simulator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenCounterTest {

    @Test
    void countsAQuarterOfTheUtf8Bytes() {
        assertThat(TokenCounter.text("")).isZero();
        assertThat(TokenCounter.text("a")).isEqualTo(1);
        assertThat(TokenCounter.text("abcde")).isEqualTo(2);
        assertThat(TokenCounter.text("漢字")).isEqualTo(2);
        assertThat(TokenCounter.text("😀")).isEqualTo(1);
    }

    @Property
    void aHeadIsAPrefixThatKeepsToItsTokens(@ForAll String given, @ForAll @IntRange(max = 40) int tokens) {
        String text = wellFormed(given);
        String head = TokenCounter.head(text, tokens);

        assertThat(text).startsWith(head);
        assertThat(TokenCounter.text(head)).isLessThanOrEqualTo(tokens);
    }

    @Property
    void piecesAddUpToTheWhole(@ForAll String given, @ForAll @IntRange(min = 1, max = 9) int chunk) {
        String text = wellFormed(given);
        List<Pieces.Piece> pieces = Pieces.of(text, chunk);

        assertThat(String.join("", pieces.stream().map(Pieces.Piece::text).toList()))
                .isEqualTo(text);
        assertThat(pieces.stream().mapToInt(Pieces.Piece::tokens).sum()).isEqualTo(TokenCounter.text(text));
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.tokens()).isLessThanOrEqualTo(chunk));
    }

    /** Lone surrogates are no text; JSON parsers never hand them out. */
    private static String wellFormed(String text) {
        return text.replaceAll("[\\ud800-\\udfff]", "");
    }
}
