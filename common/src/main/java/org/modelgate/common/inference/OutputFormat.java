package org.modelgate.common.inference;

import org.jspecify.annotations.Nullable;

/** What shape the answer's text must have. */
public sealed interface OutputFormat {
    record Text() implements OutputFormat {}

    /** Any JSON object. */
    record JsonObject() implements OutputFormat {}

    /** @param schemaJson raw JSON Schema, key order kept */
    record JsonSchema(
            @Nullable String name,
            @Nullable String description,
            String schemaJson,
            @Nullable Boolean strict) implements OutputFormat {}
}
