package org.modelgate.deploy.simulator.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one source of variety: everything that looks random in an answer is read off a SHA-256 of the request. */
public final class StableHash {

    private StableHash() {}

    /** Hex digits of the hash, {@code digits} of them (at most 64). */
    public static String hex(String material, int digits) {
        return hex(material.getBytes(StandardCharsets.UTF_8), digits);
    }

    public static String hex(byte[] material, int digits) {
        return HexFormat.of().formatHex(sha256().digest(material)).substring(0, digits);
    }

    /** A non-negative number to seed choices with. */
    public static long seed(String material) {
        byte[] hash = sha256().digest(material.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() >>> 1;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
