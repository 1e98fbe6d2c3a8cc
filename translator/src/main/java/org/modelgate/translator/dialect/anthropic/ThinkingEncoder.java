package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.dialect.anthropic.ModelTraits.Thinking;

/** {@code thinking} and {@code output_config.effort} for a model family (translation table 6.1). */
final class ThinkingEncoder {
    private static final long BUDGET_MIN = 1024;
    private static final List<String> SCALE = List.of("low", "medium", "high", "xhigh", "max");

    private final Reasoning asked;
    private final ModelTraits traits;
    private final Warnings warnings;
    private final long maxTokens;

    private @Nullable String effort;
    private @Nullable Long budget;
    private @Nullable Thinking type;

    ThinkingEncoder(Reasoning asked, ModelTraits traits, long maxTokens, Warnings warnings) {
        this.asked = asked;
        this.traits = traits;
        this.maxTokens = maxTokens;
        this.warnings = warnings;
        decide();
    }

    private void decide() {
        String wanted = Objects.equals(asked.effort(), "minimal") ? "low" : asked.effort();
        if (asked.mode() == Reasoning.Mode.OFF || Objects.equals(wanted, "none")) {
            off();
            return;
        }
        switch (asked.mode()) {
            case BUDGET -> budget(asked.budgetTokens() == null ? BUDGET_MIN : asked.budgetTokens(), wanted);
            case BETWEEN_TOOLS -> {
                if (traits.takes(Thinking.BETWEEN_TOOLS)) {
                    type = Thinking.BETWEEN_TOOLS;
                } else {
                    warnings.add("thinking", "between-tools-unsupported");
                }
                effort(wanted);
            }
            case ADAPTIVE -> adaptive(wanted);
            case UNSPECIFIED -> {
                if (wanted != null) {
                    adaptive(wanted);
                }
            }
            case OFF -> throw new IllegalStateException("handled above");
        }
    }

    private void off() {
        if (traits.takes(Thinking.DISABLED)) {
            type = Thinking.DISABLED;
        } else {
            warnings.add("reasoning_effort", "cannot-be-off");
            effort("low");
        }
    }

    private void adaptive(@Nullable String wanted) {
        if (traits.takes(Thinking.ADAPTIVE)) {
            type = Thinking.ADAPTIVE;
            effort(wanted);
        } else if (wanted != null || asked.mode() == Reasoning.Mode.ADAPTIVE) {
            enable(budgetFor(wanted == null ? "high" : wanted));
        }
    }

    private void budget(long tokens, @Nullable String wanted) {
        if (traits.takes(Thinking.ENABLED)) {
            enable(tokens);
        } else {
            warnings.add("thinking.budget_tokens", "as-effort");
            adaptive(wanted == null ? effortFor(tokens) : wanted);
        }
    }

    private void enable(long tokens) {
        long fitting = Math.min(tokens, maxTokens - 1);
        if (!traits.takes(Thinking.ENABLED) || fitting < BUDGET_MIN) {
            warnings.add("reasoning_effort", "thinking-off");
            return;
        }
        type = Thinking.ENABLED;
        budget = fitting;
    }

    private static long budgetFor(String effort) {
        return switch (effort) {
            case "low" -> 2_048;
            case "medium" -> 8_192;
            case "high" -> 16_384;
            default -> 32_768;
        };
    }

    private static String effortFor(long budget) {
        if (budget < 2_048) {
            return "low";
        }
        if (budget < 8_192) {
            return "medium";
        }
        return budget < 24_576 ? "high" : "xhigh";
    }

    /** The wanted level, or the best one below it. */
    private void effort(@Nullable String wanted) {
        if (wanted == null || traits.efforts().isEmpty()) {
            return;
        }
        int level = SCALE.indexOf(wanted);
        while (level > 0 && !traits.efforts().contains(SCALE.get(level))) {
            level--;
        }
        effort = SCALE.get(Math.max(0, level));
        if (!effort.equals(wanted)) {
            warnings.add("reasoning_effort", "clamped-to-" + effort);
        }
    }

    /** Classic thinking can't be combined with a forced call, nor with an open tool loop that began without it. */
    void checkAgainst(boolean forcedTool, List<Message> messages) {
        if (type != Thinking.ENABLED) {
            return;
        }
        if (forcedTool) {
            warnings.add("thinking", "dropped-for-tool-choice");
            type = null;
        } else if (openLoopWithoutThinking(messages)) {
            warnings.add("thinking", "dropped-in-tool-loop");
            type = null;
        }
    }

    private static boolean openLoopWithoutThinking(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message.role() == Message.Role.ASSISTANT) {
                List<ContentPart> parts = message.parts();
                boolean calls = parts.stream().anyMatch(ContentPart.ToolCall.class::isInstance);
                boolean thought = parts.get(0) instanceof ContentPart.Thinking
                        || parts.get(0) instanceof ContentPart.RedactedThinking;
                return calls && !thought;
            }
            boolean results = message.parts().stream().anyMatch(ContentPart.ToolResult.class::isInstance);
            if (message.role() == Message.Role.USER && !results) {
                return false;
            }
        }
        return false;
    }

    /** Whether classic thinking is on, which restricts sampling. */
    boolean enabled() {
        return type == Thinking.ENABLED;
    }

    void write(ObjectNode body) {
        if (type != null) {
            ObjectNode thinking = body.putObject("thinking");
            switch (type) {
                case ADAPTIVE -> thinking.put("type", "adaptive");
                case DISABLED -> thinking.put("type", "disabled");
                case BETWEEN_TOOLS -> thinking.put("type", "between_tools");
                case ENABLED -> thinking.put("type", "enabled").put("budget_tokens", budget);
            }
            if (asked.display() != null && (type == Thinking.ADAPTIVE || type == Thinking.ENABLED)) {
                thinking.put("display", asked.display());
            }
        }
        if (effort != null) {
            outputConfig(body).put("effort", effort);
        }
    }

    static ObjectNode outputConfig(ObjectNode body) {
        return body.get("output_config") instanceof ObjectNode there ? there : body.putObject("output_config");
    }
}
