package org.modelgate.deploy.simulator.gemini;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model takes, read off its name.
 *
 * @param callIds whether function calls have ids
 * @param signs whether it signs what it says, thinking or not
 * @param wantsSignatures whether the calls of the current turn are refused without theirs
 * @param thinksUnasked whether it thinks when nothing is said about it
 * @param levels of thinking that it knows; none where it goes by budget
 * @param budget the smallest and the largest in tokens, beside 0 where that is allowed
 * @param penalties whether presence and frequency penalties are taken
 * @param formatsWithTools whether structured output and function tools go together
 */
record GeminiTraits(
        boolean callIds,
        boolean signs,
        boolean wantsSignatures,
        boolean thinksUnasked,
        Set<String> levels,
        Budget budget,
        boolean penalties,
        boolean formatsWithTools) {

    /** Bounds of a thinking budget; -1 leaves it to the model. */
    record Budget(int least, int most, boolean zero) {
        static final Budget NONE = new Budget(0, -1, false);
        static final Budget ANY = new Budget(0, Integer.MAX_VALUE, true);

        boolean exists() {
            return most >= 0;
        }

        boolean takes(int tokens) {
            return tokens == -1 || (zero && tokens == 0) || (tokens >= least && tokens <= most);
        }
    }

    private static final Pattern NAME = Pattern.compile(".*\\bgemini-([0-9])(?:\\.([0-9]))?\\b(.*)");
    private static final Set<String> ALL_LEVELS = Set.of("MINIMAL", "LOW", "MEDIUM", "HIGH");
    private static final Set<String> THREE_LEVELS = Set.of("LOW", "MEDIUM", "HIGH");
    private static final GeminiTraits ANYTHING =
            new GeminiTraits(true, true, false, false, ALL_LEVELS, Budget.ANY, true, true);

    static GeminiTraits of(String model) {
        Matcher name = NAME.matcher(model);
        if (!name.matches()) {
            return ANYTHING;
        }
        int minor = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
        int version = Integer.parseInt(name.group(1)) * 10 + minor;
        return version < 30 ? second(version, name.group(3)) : third(version, name.group(3));
    }

    private static GeminiTraits second(int version, String line) {
        boolean thinks = version >= 25;
        Budget budget = Budget.NONE;
        if (thinks) {
            budget = line.contains("pro")
                    ? new Budget(128, 32_768, false)
                    : new Budget(line.contains("lite") ? 512 : 1, 24_576, true);
        }
        boolean unasked = thinks && !line.contains("lite");
        return new GeminiTraits(false, false, false, unasked, Set.of(), budget, true, false);
    }

    private static GeminiTraits third(int version, String line) {
        boolean late = version >= 37;
        Set<String> levels = late ? THREE_LEVELS : ALL_LEVELS;
        if (line.contains("pro") && !late) {
            levels = version == 30 ? Set.of("LOW", "HIGH") : THREE_LEVELS;
        }
        boolean unasked = !line.contains("lite");
        Budget budget = late ? Budget.NONE : Budget.ANY;
        return new GeminiTraits(true, true, true, unasked, levels, budget, false, true);
    }
}
