package org.modelgate.deploy.simulator.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Identities of a request's prefixes: what a prompt cache is keyed on and what a thinking block is bound to. */
public final class Prefixes {

    private static final String NOTHING = "";

    private Prefixes() {}

    /** For each segment the hash of everything up to its end. */
    public static List<String> ends(List<Segment> segments) {
        List<String> ends = new ArrayList<>(segments.size());
        byte[] before = new byte[0];
        for (Segment segment : segments) {
            MessageDigest digest = StableHash.sha256();
            digest.update(before);
            before = digest.digest(segment.material().getBytes(StandardCharsets.UTF_8));
            ends.add(HexFormat.of().formatHex(before, 0, 16));
        }
        return ends;
    }

    /** Hash of all that stands before this message. */
    public static String before(List<Segment> segments, int message) {
        List<Segment> head =
                segments.stream().filter(s -> s.message() < message).toList();
        List<String> ends = ends(head);
        return ends.isEmpty() ? NOTHING : ends.getLast();
    }
}
