package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.McpCall;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Unsupported;

/** What streamed and whole answers for an Anthropic client have in common: ids, names, and sealed reasoning. */
final class AnswerParts {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int CALL_ID_MAX = 256;

    private final AnswerContext context;

    AnswerParts(AnswerContext context) {
        this.context = context;
    }

    String messageId() {
        return "msg_" + context.answerId();
    }

    /** Reasoning of a provider that reasons unasked isn't shown. */
    boolean showsThinking() {
        Reasoning.Mode mode = context.request().reasoning().mode();
        return switch (mode) {
            case UNSPECIFIED, OFF -> false;
            case ADAPTIVE, BUDGET, BETWEEN_TOOLS -> true;
        };
    }

    /** A signature that comes back to us: the provider's own one sealed, or an empty one. */
    String signature(@Nullable String own) {
        if (own != null && Carriers.isCarrier(own)) {
            return own;
        }
        return own == null || own.isEmpty() ? seal("none", "") : seal("thinking", own);
    }

    String redacted(String data) {
        return Carriers.isCarrier(data) ? data : seal("redacted", data);
    }

    private String seal(String kind, String payload) {
        return context.carriers().seal(kind, context.provider(), context.targetModel(), payload);
    }

    /** Why the answer ended: one that was to have no output ended at its cap. */
    FinishReason reason(FinishReason own) {
        return own == FinishReason.STOP && Unsupported.prewarms(context.request()) ? FinishReason.LENGTH : own;
    }

    ObjectNode text(String text) {
        return JSON.objectNode().put("type", "text").put("text", SurrogateGuard.repair(text));
    }

    ObjectNode thinking(String text, String signature) {
        return JSON.objectNode()
                .put("type", "thinking")
                .put("thinking", SurrogateGuard.repair(text))
                .put("signature", signature);
    }

    ObjectNode redactedThinking(String data) {
        return JSON.objectNode().put("type", "redacted_thinking").put("data", redacted(data));
    }

    /** What the provider's own dialect knows as Messages has it: a call of a server's tool, or a block of ours. Else nothing. */
    static List<ObjectNode> opaque(ContentPart.Opaque part) {
        if (part.dialect() != DialectId.ANTHROPIC_MESSAGES) {
            return McpCall.of(part).map(McpCall::messagesBlocks).orElse(List.of());
        }
        try {
            return List.of((ObjectNode) Json.mapper().readTree(part.json()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an opaque part is raw JSON", e);
        }
    }

    /** Without its input. */
    ObjectNode toolUse(String id, String name) {
        return JSON.objectNode()
                .put("type", "tool_use")
                .put("id", ToolNames.callId(id, CALL_ID_MAX))
                .put("name", ToolNames.original(context.request().tools(), name));
    }
}
