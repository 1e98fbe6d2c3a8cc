package org.modelgate.router.plan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A model's name as all gateways' spellings of it have it in common: lower case, hyphens for dots, no {@code -latest}, the date apart.
 *
 * @param date its eight digits, null if the name has none
 */
record UnifiedName(String base, @Nullable String date) {
    private static final String LATEST = "-latest";
    private static final int DATE_DIGITS = 8;

    static UnifiedName of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        int cut = dateStart(lower);
        String date = cut < 0 ? null : lower.substring(cut + 1).replace("-", "");
        String base = cut < 0 ? lower : lower.substring(0, cut);
        if (base.endsWith(LATEST)) {
            base = base.substring(0, base.length() - LATEST.length());
        }
        return new UnifiedName(base.replace('.', '-').replace('_', '-'), date);
    }

    /** Where {@code -20250929}, {@code -2025-09-29} or {@code @20250929} begins, -1 if there is none. */
    private static int dateStart(String name) {
        int digits = 0;
        int at = name.length();
        while (at > 0 && digits < DATE_DIGITS && (isDigit(name.charAt(at - 1)) || name.charAt(at - 1) == '-')) {
            at--;
            digits += isDigit(name.charAt(at)) ? 1 : 0;
        }
        boolean dated = digits == DATE_DIGITS
                && at > 1
                && "-@".indexOf(name.charAt(at - 1)) >= 0
                && (name.startsWith("20", at) || name.startsWith("19", at));
        return dated ? at - 1 : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
