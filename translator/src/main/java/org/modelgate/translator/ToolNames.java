package org.modelgate.translator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.modelgate.common.inference.Tool;

/**
 * Names and ids of tools that fit a dialect. What doesn't fit gets a new name made from its hash, so that definition, choice,
 * history and answer stay paired without a table.
 */
public final class ToolNames {
    /** Longest name that OpenAI takes. */
    public static final int OPENAI_MAX = 64;

    /** Longest name that Anthropic takes. */
    public static final int ANTHROPIC_MAX = 128;

    /** Longest name that Gemini takes. */
    public static final int GEMINI_MAX = 128;

    private static final int KEPT = 50;

    private ToolNames() {}

    /** The name itself if it is legal and short enough, else {@code <first 50>_<8 hex of sha256>}. */
    public static String fit(String name, int max) {
        if (name.length() <= max && isLegal(name)) {
            return name;
        }
        return hashed(name);
    }

    private static String hashed(String name) {
        StringBuilder out = new StringBuilder(KEPT + 9);
        for (int i = 0; i < Math.min(KEPT, name.length()); i++) {
            char c = name.charAt(i);
            out.append(isLegal(c) ? c : '_');
        }
        return out.append('_').append(sha256(name), 0, 8).toString();
    }

    /** As {@link #fit}, where a name must also begin with a letter or an underscore. */
    public static String fitWord(String name, int max) {
        String fitting = fit(name, max);
        boolean word = Character.isLetter(fitting.charAt(0)) || fitting.charAt(0) == '_';
        return word ? fitting : '_' + hashed(name);
    }

    /** The client's own name of a tool that a provider called by its fitted name. */
    public static String original(List<Tool> tools, String called) {
        for (Tool tool : tools) {
            if (tool.name().equals(called)) {
                return called;
            }
        }
        for (Tool tool : tools) {
            if (fit(tool.name(), OPENAI_MAX).equals(called)
                    || fit(tool.name(), ANTHROPIC_MAX).equals(called)
                    || fitWord(tool.name(), GEMINI_MAX).equals(called)) {
                return tool.name();
            }
        }
        return called;
    }

    /** The id of a call itself if it is legal and short enough, else {@code call_<24 hex of sha256>}. */
    public static String callId(String id, int max) {
        return !id.isEmpty() && id.length() <= max && isLegal(id)
                ? id
                : "call_" + sha256(id).substring(0, 24);
    }

    /** Hex of the SHA-256 of a text's UTF-8 bytes. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static boolean isLegal(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
