package org.modelgate.translator.dialect.anthropic;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.FinishReason;

/** Stop reasons, both ways (translation table 9.1). */
final class Reasons {
    private Reasons() {}

    static FinishReason decode(@Nullable String stopReason) {
        return switch (stopReason == null ? "" : stopReason) {
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens" -> FinishReason.LENGTH;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            case "refusal" -> FinishReason.REFUSAL;
            case "pause_turn" -> FinishReason.PAUSE;
            default -> FinishReason.STOP;
        };
    }

    /** Calls in the answer decide whether it waits for tools, not what the provider said; a cut or refused one keeps its reason. */
    static String encode(FinishReason reason, boolean calls) {
        return switch (reason) {
            case LENGTH -> "max_tokens";
            case CONTEXT_WINDOW -> "model_context_window_exceeded";
            case REFUSAL -> "refusal";
            case STOP, STOP_SEQUENCE, TOOL_CALLS, PAUSE -> {
                if (calls) {
                    yield "tool_use";
                }
                yield switch (reason) {
                    case STOP_SEQUENCE -> "stop_sequence";
                    case PAUSE -> "pause_turn";
                    case STOP, TOOL_CALLS, LENGTH, CONTEXT_WINDOW, REFUSAL -> "end_turn";
                };
            }
        };
    }
}
