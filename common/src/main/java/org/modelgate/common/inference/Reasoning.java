package org.modelgate.common.inference;

import org.jspecify.annotations.Nullable;

/**
 * How much the model is asked to reason.
 *
 * @param mode what kind of reasoning is asked for
 * @param effort {@code none, minimal, low, medium, high, xhigh, max}, or absent
 * @param budgetTokens tokens for reasoning, with {@link Mode#BUDGET}
 * @param display Anthropic's {@code summarized} or {@code omitted}, or absent
 */
public record Reasoning(
        Mode mode,
        @Nullable String effort,
        @Nullable Long budgetTokens,
        @Nullable String display) {

    public enum Mode {
        /** Nothing was said. */
        UNSPECIFIED,
        OFF,
        /** The model decides, guided by effort. */
        ADAPTIVE,
        BUDGET,
        /** Anthropic's {@code between_tools}. */
        BETWEEN_TOOLS
    }

    public static final Reasoning UNSPECIFIED = new Reasoning(Mode.UNSPECIFIED, null, null, null);
}
