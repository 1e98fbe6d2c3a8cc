package org.modelgate.common.inference;

/** Why an answer ended. */
public enum FinishReason {
    STOP,
    STOP_SEQUENCE,
    TOOL_CALLS,
    LENGTH,
    CONTEXT_WINDOW,
    REFUSAL,
    /** Anthropic's {@code pause_turn}. */
    PAUSE
}
