package org.modelgate.translator.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Cuts bytes at places that follow from the bytes themselves, so that an input needs no second one. */
final class Pieces {
    private Pieces() {}

    static List<byte[]> of(byte[] bytes) {
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(bytes));
        // Small pieces find faults at borders, large ones those of whole chunks.
        int most = random.nextBoolean() ? 4 : 1 + bytes.length;
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int to = Math.min(bytes.length, at + random.nextInt(most + 1));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }
}
