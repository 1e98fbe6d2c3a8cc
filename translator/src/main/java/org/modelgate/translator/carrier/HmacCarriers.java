package org.modelgate.translator.carrier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Carriers;

/**
 * Carriers of one tenant, authentic by HMAC-SHA256 under a key that is derived from the gateway's secret and the tenant. The
 * same input gives the same text, so that a replayed history keeps its bytes. May be shared by threads.
 */
public final class HmacCarriers implements Carriers {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int PAYLOAD_BYTES_MAX = 4 * 1024 * 1024;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final SecretKeySpec key;

    private HmacCarriers(SecretKeySpec key) {
        this.key = key;
    }

    /**
     * Carriers for one account.
     *
     * @param secret the gateway's own, the same on all nodes and not empty
     * @param tenant account that the carriers are bound to
     */
    public static HmacCarriers forTenant(byte[] secret, String tenant) {
        SecretKeySpec root = new SecretKeySpec(secret, ALGORITHM);
        byte[] derived = hmac(root, ("carrier:" + tenant).getBytes(StandardCharsets.UTF_8));
        return new HmacCarriers(new SecretKeySpec(derived, ALGORITHM));
    }

    @Override
    public String seal(String kind, String provider, String model, String payload) {
        ObjectNode content = Json.mapper().createObjectNode();
        content.put("v", 1);
        content.put("provider", provider);
        content.put("model", family(model));
        content.put("payload", payload);
        String head = MARK + kind + "." + ENCODER.encodeToString(deflate(content.toString()));
        return head + "." + ENCODER.encodeToString(hmac(key, head.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public Optional<Opened> open(String value, String provider, String model) {
        String[] fields = value.split("\\.", -1);
        if (fields.length != 4 || !Carriers.isCarrier(value)) {
            return Optional.empty();
        }
        byte[] head = value.substring(0, value.lastIndexOf('.')).getBytes(StandardCharsets.UTF_8);
        try {
            if (!MessageDigest.isEqual(hmac(key, head), DECODER.decode(fields[3]))) {
                return Optional.empty();
            }
            JsonNode content = Json.mapper().readTree(inflate(DECODER.decode(fields[2])));
            boolean bound = content.path("provider").asText().equals(provider)
                    && content.path("model").asText().equals(family(model));
            return bound
                    ? Optional.of(new Opened(fields[1], content.path("payload").asText()))
                    : Optional.empty();
        } catch (IllegalArgumentException | DataFormatException | JsonProcessingException e) {
            // not what seal made: a client may send anything here
            return Optional.empty();
        }
    }

    /** A model without its date: a newer snapshot reads the older one's reasoning. */
    private static String family(String model) {
        int dash = model.lastIndexOf('-');
        if (dash < 0) {
            return model;
        }
        String last = model.substring(dash + 1);
        boolean date = last.length() == 8 && last.chars().allMatch(c -> c >= '0' && c <= '9');
        return date || last.equals("latest") ? model.substring(0, dash) : model;
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] deflate(String text) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static String inflate(byte[] bytes) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1024];
            while (!inflater.finished()) {
                int n = inflater.inflate(buffer);
                if (n == 0 || out.size() > PAYLOAD_BYTES_MAX) {
                    throw new DataFormatException("cut or too long");
                }
                out.write(buffer, 0, n);
            }
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            inflater.end();
        }
    }
}
