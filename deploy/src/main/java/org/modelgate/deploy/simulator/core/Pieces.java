package org.modelgate.deploy.simulator.core;

import java.util.ArrayList;
import java.util.List;

/** A text in the pieces that a stream delivers it in. */
public final class Pieces {

    private Pieces() {}

    public record Piece(String text, int tokens) {}

    /** Pieces of at most so many tokens each; their tokens add up to those of the whole text. */
    public static List<Piece> of(String text, int tokensEach) {
        List<Piece> pieces = new ArrayList<>();
        int start = 0;
        int bytes = 0;
        int counted = 0;
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            int length = TokenCounter.utf8Length(codePoint);
            if (at > start && TokenCounter.ofBytes(bytes + length) - counted > tokensEach) {
                int tokens = TokenCounter.ofBytes(bytes) - counted;
                pieces.add(new Piece(text.substring(start, at), tokens));
                counted += tokens;
                start = at;
            }
            bytes += length;
            at += Character.charCount(codePoint);
        }
        if (start < text.length()) {
            pieces.add(new Piece(text.substring(start), TokenCounter.ofBytes(bytes) - counted));
        }
        return pieces;
    }
}
