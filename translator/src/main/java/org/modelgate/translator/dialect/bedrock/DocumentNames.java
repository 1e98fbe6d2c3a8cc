package org.modelgate.translator.dialect.bedrock;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names of documents in the characters that are allowed there, each once. Models read them, so they say no more than the title. */
final class DocumentNames {
    private static final int MAX = 150;

    private final Set<String> given = new HashSet<>();

    String of(@Nullable String title) {
        String name = title == null ? "" : legal(title);
        name = name.isEmpty() ? "document" : name;
        String unique = name;
        for (int i = 2; !given.add(unique); i++) {
            unique = name + " (" + i + ")";
        }
        return unique;
    }

    /** Letters, digits, hyphens, parentheses, brackets and single blanks; an extension's dot becomes a hyphen. */
    private static String legal(String title) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < title.length() && out.length() < MAX; i++) {
            char c = title.charAt(i);
            if (Character.isWhitespace(c)) {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
                    out.append(' ');
                }
            } else {
                out.append(isLegal(c) ? c : '-');
            }
        }
        return out.toString().strip();
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-()[]".indexOf(c) >= 0;
    }
}
