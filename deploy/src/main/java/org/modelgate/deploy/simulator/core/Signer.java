package org.modelgate.deploy.simulator.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs thinking and recognises its own signatures. A signature names the model that thought and the conversation it
 * thought about, so that both can be checked when the block comes back.
 */
public final class Signer {

    private static final String SEPARATOR = "\n";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    public Signer(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /** Where thinking comes from; the binding is the hash of the prefix that it answers. */
    public record Origin(String model, String binding) {}

    public String sign(Origin origin, String visibleText) {
        String payload = String.join(
                SEPARATOR,
                "sim1",
                origin.model(),
                origin.binding(),
                HexFormat.of().formatHex(mac(origin, visibleText)));
        return Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Where it came from, or nothing when this signer didn't sign exactly this text. */
    public Optional<Origin> verify(String signature, String visibleText) {
        return decoded(signature).flatMap(payload -> {
            List<String> parts = List.of(payload.split(SEPARATOR, -1));
            if (parts.size() != 4 || !parts.get(0).equals("sim1")) {
                return Optional.empty();
            }
            Origin origin = new Origin(parts.get(1), parts.get(2));
            byte[] expected = HexFormat.of().formatHex(mac(origin, visibleText)).getBytes(StandardCharsets.UTF_8);
            byte[] given = parts.get(3).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(expected, given) ? Optional.of(origin) : Optional.empty();
        });
    }

    private static Optional<String> decoded(String signature) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(signature), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private byte[] mac(Origin origin, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            String signed = String.join(SEPARATOR, origin.model(), origin.binding(), text);
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
