package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.translator.ProviderText;

/** Finish reasons and block reasons. That the model waits for tools is seen by its calls: it ends with {@code STOP} all the same. */
final class FinishReasons {
    private static final Set<String> CUT = Set.of("MAX_TOKENS", "CONTINUATION");
    private static final Set<String> REFUSED = Set.of(
            "SAFETY",
            "RECITATION",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "MODEL_ARMOR",
            "ESCALATION",
            "PUP_LIMITED_DISABLED",
            "LANGUAGE");

    /** The model went wrong: what it made of the answer stands, but no answer at all is an error. */
    private static final Set<String> BROKEN = Set.of(
            "MALFORMED_FUNCTION_CALL",
            "MALFORMED_RESPONSE",
            "UNEXPECTED_TOOL_CALL",
            "TOO_MANY_TOOL_CALLS",
            "MISSING_THOUGHT_SIGNATURE",
            "NO_IMAGE",
            "IMAGE_OTHER",
            "OTHER");

    private FinishReasons() {}

    static FinishReason decode(String reason, boolean calls) {
        if (CUT.contains(reason)) {
            return FinishReason.LENGTH;
        }
        if (REFUSED.contains(reason)) {
            return FinishReason.REFUSAL;
        }
        return calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    }

    /**
     * The error of an answer that ended so; null if it is an answer.
     *
     * @param spoke whether it holds text or calls
     */
    static @Nullable GatewayError failure(String reason, boolean spoke) {
        return BROKEN.contains(reason) && !spoke ? GatewayError.provider("the model gave no answer: " + reason) : null;
    }

    /** Details of a refusal in the form of Anthropic's, the only one that has any. */
    static @Nullable String refusalJson(FinishReason finish, String reason, String message) {
        if (finish != FinishReason.REFUSAL) {
            return null;
        }
        String explanation = message.isBlank() ? "The provider's filter ended the answer: " + reason : message;
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "refusal")
                .putNull("category")
                .put("explanation", ProviderText.clean(explanation))
                .toString();
    }
}
