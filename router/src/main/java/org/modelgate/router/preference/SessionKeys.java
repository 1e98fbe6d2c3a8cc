package org.modelgate.router.preference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;

/** Whose conversation it is: by headers, then by the body's own fields, in the order that LLM Gateway documents. */
final class SessionKeys implements Convention {
    private static final List<String> HEADERS = List.of(
            "x-session-id",
            "x-session-affinity",
            "session_id",
            "session-id",
            "x-litellm-session-id",
            "x-bf-session-id");
    private static final List<String> MEMBERS = List.of("session_id", "metadata.session_id");
    private static final int LENGTH_MAX = 256;

    @Override
    public void read(Asked asked, Wishes wishes) {
        for (String name : HEADERS) {
            asked.header(name).ifPresent(key -> take(key, name, wishes));
        }
        for (String path : MEMBERS) {
            asked.member(path).ifPresent(value -> take(value.text(), path, wishes));
        }
    }

    /** The session that the request names, by its first name for it. */
    static Optional<String> named(Asked asked) {
        Optional<String> named = Optional.empty();
        for (String name : HEADERS) {
            named = named.or(() -> asked.header(name));
        }
        for (String path : MEMBERS) {
            named = named.or(() -> asked.text(path));
        }
        return named;
    }

    /** The session in Claude Code's {@code metadata.user_id}. */
    static Optional<String> packed(Asked asked) {
        return asked.caller("metadata.user_id")
                .filter(id -> !session(id).equals(id))
                .map(SessionKeys::session);
    }

    private static void take(String key, String name, Wishes wishes) {
        if (key.length() > LENGTH_MAX) {
            throw GatewayError.invalid(name, "must not be longer than " + LENGTH_MAX + " characters")
                    .asException();
        }
        wishes.session(key);
    }

    /** What the body says for other purposes; Claude Code's {@code metadata.user_id} is JSON that holds a session. */
    static Optional<String> ofBody(Asked asked) {
        return asked.caller("prompt_cache_key")
                .or(() -> asked.caller("user"))
                .or(() -> asked.caller("metadata.user_id").map(SessionKeys::session));
    }

    private static String session(String userId) {
        if (!userId.startsWith("{")) {
            return userId;
        }
        try {
            JsonNode session = Json.mapper().readTree(userId).path("session_id");
            return session.isTextual() ? session.textValue() : userId;
        } catch (JsonProcessingException e) {
            return userId;
        }
    }
}
