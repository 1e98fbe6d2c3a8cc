package org.modelgate.billing.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.modelgate.common.config.Secret;

/**
 * HMAC-SHA256(pepper, lower-case hex SHA-256 of the key). Keys have 256 random bits, so a fast hash is right; the pepper makes a
 * stolen database useless for testing guesses. Confined to one thread.
 */
public final class KeyHash {
    private final Mac mac;

    public KeyHash(Secret pepper) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pepper.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    /** What the edge sends instead of the key. */
    public static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** What is stored and looked for. */
    public byte[] mac(String keyDigest) {
        return mac.doFinal(keyDigest.getBytes(StandardCharsets.UTF_8));
    }
}
