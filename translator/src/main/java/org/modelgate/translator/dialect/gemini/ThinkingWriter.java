package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.dialect.gemini.GeminiModel.Level;

/** {@code thinkingConfig} by model family: a budget or a level, never both (translation table 6.1). */
final class ThinkingWriter {
    private static final long DYNAMIC = -1;
    private static final String EFFORT = "reasoning_effort";
    private static final String BUDGET = "thinking.budget_tokens";

    private final Reasoning asked;
    private final GeminiModel.Thinking takes;
    private final Warnings warnings;

    private @Nullable Long budget;
    private @Nullable Level level;

    ThinkingWriter(Reasoning asked, GeminiModel model, Warnings warnings) {
        this.asked = asked;
        this.takes = model.thinking();
        this.warnings = warnings;
        decide();
    }

    private void decide() {
        String effort = asked.effort();
        switch (asked.mode()) {
            case OFF -> off();
            case BETWEEN_TOOLS -> {
                warnings.add("thinking", "approximated");
                off();
            }
            case BUDGET -> {
                if (effort == null && asked.budgetTokens() != null) {
                    budget(asked.budgetTokens());
                } else {
                    effort(effort);
                }
            }
            case ADAPTIVE, UNSPECIFIED -> {
                if (Objects.equals(effort, "none")) {
                    off();
                } else if (effort != null || asked.mode() == Reasoning.Mode.ADAPTIVE) {
                    effort(effort);
                }
            }
        }
    }

    private void off() {
        if (takes.byBudget()) {
            budget = takes.canBeOff() ? 0 : (long) takes.budgetMin();
        } else if (takes.byLevel()) {
            level = takes.levels().getFirst();
        }
        if (!takes.canBeOff()) {
            warnings.add(EFFORT, "cannot-be-off");
        }
    }

    private void budget(long tokens) {
        if (takes.byBudget()) {
            budget = clamp(tokens);
            if (budget != tokens) {
                warnings.add(BUDGET, "clamped-to-" + budget);
            }
        } else if (takes.byLevel()) {
            warnings.add(BUDGET, "as-effort");
            level = best(tokens < 4_096 ? Level.LOW : tokens < 16_384 ? Level.MEDIUM : Level.HIGH);
        } else {
            warnings.add(BUDGET, "unsupported");
        }
    }

    /** @param effort null: as much as the model likes */
    private void effort(@Nullable String effort) {
        if (takes.byBudget()) {
            long tokens = effort == null ? DYNAMIC : tokens(effort);
            budget = tokens == DYNAMIC ? tokens : clamp(tokens);
        } else if (takes.byLevel()) {
            if (effort != null) {
                Level wanted = level(effort);
                level = best(wanted);
                if (!level.name().toLowerCase(Locale.ROOT).equals(effort)) {
                    warnings.add(EFFORT, "clamped-to-" + level.name().toLowerCase(Locale.ROOT));
                }
            }
        } else if (effort != null) {
            warnings.add(EFFORT, "unsupported");
        }
    }

    private long clamp(long tokens) {
        return Math.max(takes.budgetMin(), Math.min(tokens, takes.budgetMax()));
    }

    private static long tokens(String effort) {
        return switch (effort) {
            case "minimal" -> 512;
            case "low" -> 2_048;
            case "medium" -> 8_192;
            case "high" -> 16_384;
            default -> 32_768;
        };
    }

    private static Level level(String effort) {
        return switch (effort) {
            case "minimal" -> Level.MINIMAL;
            case "low" -> Level.LOW;
            case "medium" -> Level.MEDIUM;
            default -> Level.HIGH;
        };
    }

    /** The level itself or the next higher one: the lowest is what models lack, and of some the one in the middle. */
    private Level best(Level wanted) {
        return takes.levels().stream()
                .filter(l -> l.compareTo(wanted) >= 0)
                .findFirst()
                .orElse(takes.levels().getLast());
    }

    /** Summaries of thoughts come only where they are asked for, which an Anthropic or OpenAI client does with the reasoning itself. */
    private boolean showsThoughts() {
        boolean on = asked.mode() == Reasoning.Mode.ADAPTIVE || asked.mode() == Reasoning.Mode.BUDGET;
        return on && !Objects.equals(asked.display(), "omitted") && !Objects.equals(asked.effort(), "none");
    }

    void write(ObjectNode generationConfig) {
        boolean thinks = takes.byBudget() || takes.byLevel();
        if (!thinks || (budget == null && level == null && !showsThoughts())) {
            return;
        }
        ObjectNode config = generationConfig.putObject("thinkingConfig");
        if (showsThoughts()) {
            config.put("includeThoughts", true);
        }
        if (budget != null) {
            config.put("thinkingBudget", budget);
        }
        if (level != null) {
            config.put("thinkingLevel", level.name());
        }
    }
}
