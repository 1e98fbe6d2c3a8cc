package org.modelgate.translator.dialect.openaichat;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;

/** Finish reasons, both ways (translation table 9.1). Whether there are calls is seen, not believed. */
final class FinishReasons {
    private FinishReasons() {}

    /** @throws org.modelgate.common.error.GatewayException if the reason is a failure of the provider */
    static FinishReason decode(@Nullable String reason, boolean calls) {
        return switch (reason == null ? "" : reason) {
            case "length", "model_length", "max_tokens" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.REFUSAL;
            case "error" ->
                throw GatewayError.provider("The provider broke the answer off with an error.")
                        .asException();
            case "insufficient_system_resource" ->
                throw GatewayError.of(Fault.PROVIDER, ErrorCode.OVERLOADED, "The provider is overloaded.")
                        .asException();
            default -> calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
        };
    }

    static String encode(FinishReason reason, boolean calls) {
        return switch (reason) {
            // A pause is the provider's own tool loop, which a chat client can't continue.
            case LENGTH, CONTEXT_WINDOW, PAUSE -> calls && reason == FinishReason.PAUSE ? "tool_calls" : "length";
            case REFUSAL -> "content_filter";
            case STOP, STOP_SEQUENCE, TOOL_CALLS -> calls ? "tool_calls" : "stop";
        };
    }
}
