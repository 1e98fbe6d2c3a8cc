package org.modelgate.common.inference;

import org.jspecify.annotations.Nullable;

/** A tool that is offered to the model. */
public sealed interface Tool {
    String name();

    /** @param schemaJson raw JSON Schema of the arguments, key order kept */
    record Function(
            String name,
            @Nullable String description,
            String schemaJson,
            @Nullable Boolean strict,
            ContentPart.@Nullable CacheMark cache)
            implements Tool {}

    /** A tool that takes free text (OpenAI). {@code formatJson} is its raw {@code format}. */
    record Custom(
            String name,
            @Nullable String description,
            @Nullable String formatJson) implements Tool {}

    /** A tool of one dialect's own: hosted, or with a schema only its models know. */
    record Native(DialectId dialect, String type, String name, String json) implements Tool {}
}
