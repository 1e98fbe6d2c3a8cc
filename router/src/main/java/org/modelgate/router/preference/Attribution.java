package org.modelgate.router.preference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.json.Json;

/** Whose call it is, in the caller's own words, for reports. It refuses nothing: what makes no sense says nothing. */
public record Attribution(@Nullable String user, @Nullable String session) {
    public static final Attribution NOBODY = new Attribution(null, null);

    private static final int LENGTH_MAX = 256;
    private static final int BYTES_MAX = 4_096;
    private static final List<String> USERS = List.of("user", "metadata.user_id");
    /** What stands for a user in the JSON that Claude Code sends as {@code metadata.user_id}. */
    private static final List<String> PACKED_USERS = List.of("account_uuid", "device_id");

    public static Attribution of(Planner.Call call) {
        boolean silent = call.preferences().isEmpty()
                && call.scan().asks().isEmpty()
                && call.scan().callers().isEmpty();
        if (silent) {
            return NOBODY;
        }
        Asked asked = new Asked(call.preferences(), call.headers(), call.dialect(), call.scan(), call.body());
        String text = caller(asked);
        JsonNode packed = text != null && text.startsWith("{") ? packed(text) : null;
        String session = SessionKeys.named(asked).orElse(packed == null ? null : member(packed, "session_id"));
        return new Attribution(bounded(packed == null ? text : user(packed, text)), bounded(session));
    }

    private static @Nullable String caller(Asked asked) {
        for (String path : USERS) {
            Span at = asked.scan().callers().get(path);
            Optional<String> text =
                    at == null || at.end() - at.start() > BYTES_MAX ? Optional.empty() : asked.caller(path);
            if (text.isPresent()) {
                return text.get();
            }
        }
        return null;
    }

    private static @Nullable JsonNode packed(String text) {
        try {
            JsonNode node = Json.mapper().readTree(text);
            return node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable String user(JsonNode packed, @Nullable String text) {
        for (String name : PACKED_USERS) {
            String user = member(packed, name);
            if (user != null) {
                return user;
            }
        }
        return text;
    }

    private static @Nullable String member(JsonNode packed, String name) {
        JsonNode value = packed.path(name);
        return value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    /** A longer one is told by its hash. */
    private static @Nullable String bounded(@Nullable String text) {
        if (text == null || text.length() <= LENGTH_MAX) {
            return text;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
