package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.translator.openai.At;

/** A client's {@code metadata}: pairs of strings, among which the gateway has members of its own; Chat has the same. */
final class Metadata {
    private static final Set<String> GATEWAY = Set.of("routing", "session_id", "tags");

    private Metadata() {}

    /** The object without the gateway's members; null if nothing is left. */
    static @Nullable String forProvider(At metadata) {
        if (!metadata.present()) {
            return null;
        }
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        metadata.object().node().fieldNames().forEachRemaining(name -> {
            if (!GATEWAY.contains(name)) {
                kept.put(name, metadata.get(name).string());
            }
        });
        return kept.isEmpty() ? null : kept.toString();
    }
}
