package org.modelgate.common.inference;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param id the provider's id of it
 * @param model the provider's name of the model that answered
 * @param parts content in order
 * @param finish why it ended
 * @param stopSequence the stop string that was met, where the provider tells
 * @param refusalJson raw {@code stop_details} or the like of a refusal
 * @param usage tokens, absent if the provider gave none
 * @param serviceTier as the provider's dialect names it
 * @param createdSeconds Unix time of the answer where the provider gives one
 */
public record InferenceResponse(
        String id,
        String model,
        List<ContentPart> parts,
        FinishReason finish,
        @Nullable String stopSequence,
        @Nullable String refusalJson,
        @Nullable Usage usage,
        @Nullable String serviceTier,
        @Nullable Long createdSeconds) {

    public InferenceResponse {
        parts = List.copyOf(parts);
    }
}
