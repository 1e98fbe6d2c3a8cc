package org.modelgate.router.preference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;

/**
 * Whose call it is beside its key's, for budgets: the end user, by the fields and headers of all conventions, and the tags.
 *
 * @param user null if the client names none
 */
public record Labels(@Nullable String user, List<String> tags) {
    public static final Labels NONE = new Labels(null, List.of());

    private static final int TAGS_MAX = 16;
    private static final int TAG_LENGTH_MAX = 256;
    /** Claude Code's ids, the one that stays longest first. */
    private static final List<String> IDS = List.of("user_id", "account_uuid", "device_id");

    private static final String SESSION = "_session_";

    public Labels {
        tags = List.copyOf(tags);
    }

    /** Of a request that says nothing of it but in the body's own fields. */
    static Labels ofBody(Asked asked) {
        return new Labels(user(asked).orElse(null), List.of());
    }

    /** @throws org.modelgate.common.error.GatewayException invalid_request if there are more tags than can have budgets */
    static Labels of(Asked asked, Wishes wishes) {
        Set<String> tags = new LinkedHashSet<>(wishes.tags);
        tags.addAll(wishes.spendTags);
        if (tags.size() > TAGS_MAX || tags.stream().anyMatch(tag -> tag.length() > TAG_LENGTH_MAX)) {
            throw GatewayError.invalid(
                            "tags", "must be at most " + TAGS_MAX + " of at most " + TAG_LENGTH_MAX + " characters")
                    .asException();
        }
        String user = wishes.user != null ? wishes.user : user(asked).orElse(wishes.metadataUser);
        return new Labels(user, new ArrayList<>(tags));
    }

    private static Optional<String> user(Asked asked) {
        return asked.caller("user")
                .or(() -> asked.caller("metadata.user_id").map(Labels::withoutSession))
                .or(() -> asked.caller("safety_identifier"));
    }

    /** Claude Code's {@code metadata.user_id} names the session, too, which would be another user each time. */
    private static String withoutSession(String userId) {
        int session = userId.lastIndexOf(SESSION);
        if (session > 0) {
            return userId.substring(0, session);
        }
        if (!userId.startsWith("{")) {
            return userId;
        }
        try {
            JsonNode document = Json.mapper().readTree(userId);
            for (String id : IDS) {
                String value = document.path(id).asText("");
                if (!value.isBlank()) {
                    return value;
                }
            }
            return userId;
        } catch (JsonProcessingException e) {
            return userId;
        }
    }
}
