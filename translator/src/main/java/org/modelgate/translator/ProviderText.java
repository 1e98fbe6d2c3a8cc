package org.modelgate.translator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Cleans what a provider says before a client sees it: bounded, one line, no markup, no keys, no vendor's name. */
public final class ProviderText {
    static final int MAX = 1024;
    private static final List<String> VENDORS = List.of(
            "anthropic",
            "openai",
            "azure",
            "openrouter",
            "bedrock",
            "vertex",
            "gemini",
            "portkey",
            "featherless",
            "mistral",
            "deepseek",
            "groq",
            "claude.ai");
    private static final List<String> KEY_PREFIXES =
            List.of("sk-", "sk_", "key-", "Bearer", "AIza", "AKIA", "gsk_", "xai-", "pk-", "org-", "proj_", "arn:aws");

    private ProviderText() {}

    public static String clean(String text) {
        String cut = SurrogateGuard.repair(text.length() > MAX ? text.substring(0, MAX) : text);
        StringBuilder out = new StringBuilder(cut.length());
        boolean hideNext = false;
        for (String word : cut.strip().split(" ", -1)) {
            if (!out.isEmpty()) {
                out.append(' ');
            }
            boolean bearer = word.equalsIgnoreCase("Bearer");
            out.append(hideNext ? "[hidden]" : cleanWord(word));
            hideNext = bearer;
        }
        return out.toString();
    }

    /** The first bytes of a body that may be anything. */
    public static String bounded(byte[] body) {
        return new String(body, 0, Math.min(body.length, 64 * 1024), StandardCharsets.UTF_8);
    }

    private static String cleanWord(String word) {
        for (String prefix : KEY_PREFIXES) {
            int at = word.indexOf(prefix);
            if (at >= 0 && word.length() - at >= 12 && !prefix.equals("Bearer")) {
                return word.substring(0, at) + "[hidden]";
            }
        }
        String lower = lowerAscii(word);
        for (String vendor : VENDORS) {
            if (isVendor(lower, vendor)) {
                return "provider" + word.substring(lower.indexOf(vendor) + vendor.length());
            }
        }
        return word;
    }

    /** Of the same length, which the lower case of some other letters isn't. */
    private static String lowerAscii(String word) {
        StringBuilder out = new StringBuilder(word);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                out.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return out.toString();
    }

    /** The bare name or a host of it; not a name inside a field or header such as {@code anthropic-beta}. */
    private static boolean isVendor(String lower, String vendor) {
        int at = lower.indexOf(vendor);
        if (at < 0) {
            return false;
        }
        String rest = lower.substring(at + vendor.length());
        return rest.isEmpty() || ".,:;'s)\"".indexOf(rest.charAt(0)) >= 0;
    }
}
