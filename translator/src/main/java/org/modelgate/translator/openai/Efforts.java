package org.modelgate.translator.openai;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.translator.Warnings;

/** What the client asked of reasoning, as the {@code reasoning_effort} that the target takes (translation table 6.1). */
public final class Efforts {
    /** All values, from least to most. */
    public static final List<String> SCALE = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    private static final String FIELD = "reasoning_effort";

    private Efforts() {}

    /** The value to send, or null to send none. */
    public static @Nullable String choose(
            InferenceRequest request, ChatTarget target, boolean functionTools, Warnings warnings) {
        String asked = asked(request.reasoning(), warnings);
        if (functionTools && target.toolsForbidEffort()) {
            if (!Objects.equals(asked, "none")) {
                warnings.add(FIELD, "none-with-tools");
            }
            return "none";
        }
        if (asked == null) {
            return null;
        }
        if (target.efforts().isEmpty()) {
            if (!asked.equals("none")) {
                warnings.add(FIELD, "unsupported");
            }
            return null;
        }
        String sent = clamp(asked, target);
        if (!sent.equals(asked)) {
            warnings.add(FIELD, "approximated");
        }
        return sent;
    }

    private static @Nullable String asked(Reasoning reasoning, Warnings warnings) {
        return switch (reasoning.mode()) {
            case OFF -> "none";
            case BETWEEN_TOOLS -> {
                warnings.add("thinking", "approximated");
                yield "none";
            }
            case ADAPTIVE, UNSPECIFIED -> reasoning.effort();
            case BUDGET -> {
                if (reasoning.effort() == null) {
                    warnings.add("thinking.budget_tokens", "approximated");
                }
                yield reasoning.effort() == null ? ofBudget(reasoning.budgetTokens()) : reasoning.effort();
            }
        };
    }

    private static @Nullable String ofBudget(@Nullable Long tokens) {
        if (tokens == null) {
            return null;
        }
        if (tokens < 2048) {
            return "low";
        }
        if (tokens < 8192) {
            return "medium";
        }
        return tokens < 24_576 ? "high" : "xhigh";
    }

    /** The next lower level that the target has; its lowest if there is none. */
    private static String clamp(String asked, ChatTarget target) {
        List<String> supported = target.efforts();
        if (supported.contains(asked)) {
            return asked;
        }
        if (asked.equals("xhigh") && supported.contains("max")) {
            return "max";
        }
        if (target.maker() == ChatTarget.Maker.MISTRAL && asked.equals("medium")) {
            return "high";
        }
        String lower = supported.getFirst();
        for (String level : supported) {
            boolean off = level.equals("none");
            if (!off && SCALE.indexOf(level) <= SCALE.indexOf(asked)) {
                lower = level;
            }
        }
        boolean stillOff = lower.equals("none") && !asked.equals("none") && supported.size() > 1;
        return stillOff && target.maker() != ChatTarget.Maker.MISTRAL ? supported.get(1) : lower;
    }
}
