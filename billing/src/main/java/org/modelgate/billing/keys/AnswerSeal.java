package org.modelgate.billing.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.modelgate.common.config.Secret;

/**
 * Seals answers that are kept for clients: AES-256-GCM under a key that follows from the pepper, so that a stolen database shows
 * neither prompts' answers nor the clients' keys for them. Confined to one thread.
 */
public final class AnswerSeal {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final Mac index;
    private final SecureRandom random;

    public AnswerSeal(Secret pepper, SecureRandom random) {
        this.random = random;
        this.key = new SecretKeySpec(derived(pepper, "modelgate kept answers, seal, 1"), "AES");
        this.index = mac(derived(pepper, "modelgate kept answers, index, 1"));
    }

    private static byte[] derived(Secret pepper, String purpose) {
        return mac(pepper.value().getBytes(StandardCharsets.UTF_8)).doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    /** What an account's Idempotency-Key is found by. */
    public byte[] index(String account, String idempotencyKey) {
        return index.doFinal((account + '\n' + idempotencyKey).getBytes(StandardCharsets.UTF_8));
    }

    /** @param context what it belongs to; the same is needed to open it */
    public byte[] seal(byte[] plain, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + closed.length)
                    .put(nonce)
                    .put(closed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM can't seal", e);
        }
    }

    /** @throws IllegalStateException if it was sealed with another pepper, for something else, or changed since */
    public byte[] open(byte[] closed, byte[] context) {
        byte[] nonce = Arrays.copyOf(closed, NONCE_BYTES);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context)
                    .doFinal(closed, NONCE_BYTES, closed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a kept answer can't be opened", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
