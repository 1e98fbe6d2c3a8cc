package org.modelgate.router.provider.featherless;

import org.modelgate.router.provider.ModelCost;

/**
 * Units by a model's size, which stands in its name: one up to 15 billion parameters, two up to 34, four above (wire notes on
 * OpenAI-compatible providers, section 2.8). A model of unknown size counts as a large one: above the plan's units calls get 429.
 */
final class ModelUnits implements ModelCost {
    private static final int LARGE = 4;
    private static final double SMALL_BILLIONS_MAX = 15;
    private static final double MIDDLE_BILLIONS_MAX = 34;

    @Override
    public int units(String model) {
        double billions = billions(model);
        if (billions <= 0 || billions > MIDDLE_BILLIONS_MAX) {
            return LARGE;
        }
        return billions <= SMALL_BILLIONS_MAX ? 1 : 2;
    }

    /** The largest number in front of a {@code b} that ends a word, as in {@code Qwen3-32B}; of {@code 8x7B} the product; 0 if none. */
    private static double billions(String model) {
        double largest = 0;
        for (int i = 0; i < model.length(); i++) {
            boolean b = model.charAt(i) == 'b' || model.charAt(i) == 'B';
            boolean ends = i + 1 == model.length() || !Character.isLetterOrDigit(model.charAt(i + 1));
            int from = b && ends ? numberStart(model, i) : i;
            if (from < i) {
                largest = Math.max(largest, Double.parseDouble(model.substring(from, i)) * experts(model, from));
            }
        }
        return largest;
    }

    /** Where the number in front of {@code end} begins, {@code end} if there is none. */
    private static int numberStart(String model, int end) {
        int from = end;
        while (from > 0 && (isDigit(model.charAt(from - 1)) || model.charAt(from - 1) == '.')) {
            from--;
        }
        while (from < end && model.charAt(from) == '.') {
            from++;
        }
        return model.substring(from, end).chars().filter(c -> c == '.').count() > 1 ? end : from;
    }

    /** The number in front of an {@code x}, else one. */
    private static double experts(String model, int numberAt) {
        int x = numberAt - 1;
        boolean times = x > 0 && (model.charAt(x) == 'x' || model.charAt(x) == 'X');
        int from = times ? numberStart(model, x) : x;
        return times && from < x ? Double.parseDouble(model.substring(from, x)) : 1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
