package org.modelgate.translator.dialect.gemini;

import java.util.List;
import java.util.Locale;

/**
 * What a model takes, by its name (Google's model pages, November 2026). {@code gemini-flash-latest} is taken for the newest; of other
 * names without a version, and of those that aren't Gemini's, little is expected.
 *
 * @param generation ten times the version: 25 for Gemini 2.5
 * @param lite whether it is a Flash-Lite
 * @param thinking how its reasoning is controlled
 */
record GeminiModel(int generation, boolean lite, Thinking thinking) {
    /** Levels of reasoning, from least to most. */
    enum Level {
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH
    }

    /** How reasoning is controlled: by a budget, by levels or, with neither, not at all. */
    record Thinking(List<Level> levels, int budgetMin, int budgetMax, boolean canBeOff) {
        boolean byBudget() {
            return budgetMax > 0;
        }

        boolean byLevel() {
            return !levels.isEmpty();
        }
    }

    private record Row(String prefix, Thinking thinking) {}

    private static final int NEWEST = 99;
    private static final int UNKNOWN = 25;
    private static final Thinking NONE = new Thinking(List.of(), 0, 0, true);
    private static final Thinking NEW_LEVELS = levels(Level.LOW, Level.MEDIUM, Level.HIGH);
    private static final Thinking ALL_LEVELS = levels(Level.MINIMAL, Level.LOW, Level.MEDIUM, Level.HIGH);

    private static final List<Row> ROWS = List.of(
            new Row("gemini-2.5-flash-image", NONE),
            new Row("gemini-2.5-pro", new Thinking(List.of(), 128, 32_768, false)),
            new Row("gemini-2.5-flash-lite", new Thinking(List.of(), 512, 24_576, true)),
            new Row("gemini-2.5-flash", new Thinking(List.of(), 1, 24_576, true)),
            new Row("gemini-3-pro", levels(Level.LOW, Level.HIGH)),
            new Row("gemini-3-flash", ALL_LEVELS),
            new Row("gemini-3.5-flash-lite", ALL_LEVELS),
            new Row("gemini-3.6-flash", ALL_LEVELS));

    private static Thinking levels(Level... levels) {
        return new Thinking(List.of(levels), 0, 0, false);
    }

    static GeminiModel of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        int generation = generation(name);
        Thinking otherwise = generation >= 30 ? NEW_LEVELS : NONE;
        Thinking thinking = ROWS.stream()
                .filter(row -> name.startsWith(row.prefix))
                .findFirst()
                .map(Row::thinking)
                .orElse(otherwise);
        return new GeminiModel(generation, name.contains("flash-lite"), thinking);
    }

    private static int generation(String name) {
        String prefix = "gemini-";
        if (!name.startsWith(prefix)) {
            return 0;
        }
        int at = prefix.length();
        int major = digit(name, at);
        if (major < 0) {
            return name.endsWith("-latest") ? NEWEST : UNKNOWN;
        }
        boolean dotted = at + 1 < name.length() && name.charAt(at + 1) == '.';
        return major * 10 + (dotted ? Math.max(0, digit(name, at + 2)) : 0);
    }

    private static int digit(String name, int at) {
        return at < name.length() ? Character.digit(name.charAt(at), 10) : -1;
    }

    /** From Gemini 3 on calls have ids, results may hold images, and a call in the history needs its thought signature. */
    boolean isThird() {
        return generation >= 30;
    }

    /** Whether schemas may be JSON Schema, and calls held to it without being forced. */
    boolean takesJsonSchema() {
        return generation >= 25;
    }

    boolean takesSearch() {
        return generation >= 20;
    }

    boolean takesSampling() {
        return !(generation >= 36 || (generation >= 35 && lite));
    }

    boolean takesPenalties() {
        return generation < 30;
    }
}
