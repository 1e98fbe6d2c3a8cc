package org.modelgate.deploy.simulator.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** The one service account of a simulator, whose key is made when it is first asked for. */
final class GoogleAccount {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMAIL = "gateway@simulator.iam.gserviceaccount.com";
    private static final int KEY_BITS = 2048;

    private final KeyPair pair = pair();

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /** The file that an operator downloads. */
    ObjectNode file() {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "service_account")
                .put("project_id", "simulator")
                .put("private_key_id", "sim-1")
                .put("private_key", pem)
                .put("client_email", EMAIL)
                .put("client_id", "1")
                .put("token_uri", "https://oauth2.googleapis.com/token");
    }

    /** Whether the assertion is signed with this account's key and speaks for it. */
    boolean made(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            JsonNode claims = JSON.readTree(decoded(parts[1]));
            Signature check = Signature.getInstance("SHA256withRSA");
            check.initVerify(pair.getPublic());
            check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
            return check.verify(Base64.getUrlDecoder().decode(parts[2]))
                    && claims.path("iss").asText().equals(EMAIL)
                    && claims.path("scope").asText().contains("cloud-platform")
                    && claims.path("exp").asLong() > claims.path("iat").asLong();
        } catch (GeneralSecurityException | JsonProcessingException | IllegalArgumentException bad) {
            return false;
        }
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
