package org.modelgate.translator.dialect.bedrock;

import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;

/** Why an answer ended. */
final class StopReasons {
    private StopReasons() {}

    /** @throws org.modelgate.common.error.GatewayException provider_error if the model failed at its answer */
    static FinishReason decode(String stopReason) {
        return switch (stopReason) {
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens" -> FinishReason.LENGTH;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            case "guardrail_intervened", "content_filtered" -> FinishReason.REFUSAL;
            default -> {
                if (isFailure(stopReason)) {
                    throw malformed().asException();
                }
                yield FinishReason.STOP;
            }
        };
    }

    static boolean isFailure(String stopReason) {
        return stopReason.startsWith("malformed_");
    }

    static GatewayError malformed() {
        return GatewayError.provider("the model's output was malformed");
    }
}
