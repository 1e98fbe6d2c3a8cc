package org.modelgate.translator.dialect.openaichat;

import java.util.List;
import java.util.Locale;

/** A provider's error text, fit for a client: bounded, without keys, accounts and the provider's name. */
final class ErrorText {
    private static final int CHARS_MAX = 2000;
    private static final List<String> SECRETS = List.of("sk-", "org-", "proj_", "key-", "gsk_", "xai-", "bearer");
    private static final List<String> NAMES =
            List.of("openai", "openai's", "openrouter", "groq", "deepseek", "xai", "azure", "fireworks", "cerebras");

    private ErrorText() {}

    static String clean(String message) {
        String cut = message.length() > CHARS_MAX ? message.substring(0, CHARS_MAX) + "…" : message;
        StringBuilder out = new StringBuilder(cut.length());
        int i = 0;
        while (i < cut.length()) {
            int end = wordEnd(cut, i);
            if (end == i) {
                out.append(cut.charAt(i++));
            } else {
                out.append(word(cut.substring(i, end)));
                i = end;
            }
        }
        return out.toString();
    }

    private static int wordEnd(String text, int from) {
        int end = from;
        while (end < text.length() && !isBreak(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isBreak(char c) {
        return Character.isWhitespace(c) || "\"'`,;()[]{}<>".indexOf(c) >= 0;
    }

    private static String word(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return "(link)";
        }
        String bare = lower.endsWith(".") || lower.endsWith(":") ? lower.substring(0, lower.length() - 1) : lower;
        if (NAMES.contains(bare)) {
            return "the provider" + lower.substring(bare.length());
        }
        boolean secret = lower.length() > 10 && SECRETS.stream().anyMatch(lower::startsWith);
        return secret ? "(removed)" : word;
    }
}
