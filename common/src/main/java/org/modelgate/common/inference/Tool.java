package org.modelgate.common.inference;

import org.jspecify.annotations.Nullable;

/** A tool that is offered to the model. */
public sealed interface Tool {
    String name();

    /**
     * @param schemaJson raw JSON Schema of the arguments, key order kept
     * @param namespace the group that the client put it in (OpenAI Responses); then {@code name} is {@code <namespace>__<its name>}
     */
    record Function(
            String name,
            @Nullable String description,
            String schemaJson,
            @Nullable Boolean strict,
            ContentPart.@Nullable CacheMark cache,
            @Nullable String namespace)
            implements Tool {
        public Function(
                String name,
                @Nullable String description,
                String schemaJson,
                @Nullable Boolean strict,
                ContentPart.@Nullable CacheMark cache) {
            this(name, description, schemaJson, strict, cache, null);
        }
    }

    /**
     * A tool that takes free text (OpenAI).
     *
     * @param formatJson its {@code format} in the form of OpenAI chat, where a grammar is wrapped once more
     * @param namespace as that of a function
     */
    record Custom(
            String name,
            @Nullable String description,
            @Nullable String formatJson,
            @Nullable String namespace) implements Tool {
        public Custom(String name, @Nullable String description, @Nullable String formatJson) {
            this(name, description, formatJson, null);
        }
    }

    /** A tool of one dialect's own: hosted, or with a schema only its models know. */
    record Native(DialectId dialect, String type, String name, String json) implements Tool {}
}
