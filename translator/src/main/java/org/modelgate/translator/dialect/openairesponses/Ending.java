package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.FinishReason;

/**
 * How an answer ends: there is no finish reason, but a status and for an incomplete answer the detail (translation table 9.1).
 *
 * @param incompleteReason set with status {@code incomplete}
 */
record Ending(String status, @Nullable String incompleteReason) {
    private static final Ending COMPLETED = new Ending("completed", null);
    private static final Ending CUT = new Ending("incomplete", "max_output_tokens");
    private static final Ending FILTERED = new Ending("incomplete", "content_filter");

    /**
     * The ending of an answer.
     *
     * @param refusal whether a refusal in words is all that the answer has; content that was withheld leaves it incomplete
     */
    static Ending of(FinishReason reason, boolean calls, boolean refusal) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS -> COMPLETED;
            case LENGTH, CONTEXT_WINDOW -> CUT;
            // A pause is the provider's own tool loop, which the client can't continue.
            case PAUSE -> calls ? COMPLETED : CUT;
            case REFUSAL -> refusal ? COMPLETED : FILTERED;
        };
    }

    boolean cut() {
        return incompleteReason != null;
    }

    /**
     * The reason of a response that isn't failed. Calls are seen in the output, not believed.
     *
     * @param cut whether it is incomplete
     */
    static FinishReason decode(boolean cut, JsonNode response, boolean calls) {
        if (!cut) {
            return calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        }
        String reason = response.path("incomplete_details").path("reason").asText("");
        return reason.equals("content_filter") ? FinishReason.REFUSAL : FinishReason.LENGTH;
    }
}
