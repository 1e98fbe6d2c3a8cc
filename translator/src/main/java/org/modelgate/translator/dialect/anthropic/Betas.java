package org.modelgate.translator.dialect.anthropic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.translator.Warnings;

/**
 * Which values of {@code anthropic-beta} a cloud takes. They lag behind Anthropic, and most answer 400 to a value they don't know,
 * so what isn't listed is left out: the field of a beta that has become generally available works without it.
 *
 * <p>The table is that of LiteLLM 1.109.1 ({@code anthropic_beta_headers_config.json}, MIT), as the wire notes on providers give it
 * in section 2.4; it wasn't tried live.
 */
final class Betas {
    enum Host {
        BEDROCK_INVOKE(1),
        BEDROCK_MANTLE(2),
        VERTEX(3),
        FOUNDRY(4);

        /** Of the table, behind the name. */
        private final int column;

        Host(int column) {
            this.column = column;
        }
    }

    /** Columns as the hosts: {@code +} passes, {@code -} is left out, another word is sent instead. Names without their date, where all dates are alike. */
    private static final String TABLE = """
            context-1m                          + + + +
            computer-use                        + + + +
            compact-2026-01-12                  + + + -
            compact-2026-09-04                  - - + +
            context-management                  + + + +
            advanced-tool-use                   tool-search-tool-2025-10-19 tool-search-tool-2025-10-19 tool-search-tool-2025-10-19 +
            tool-search-tool                    + + + -
            interleaved-thinking                - + + +
            effort                              + + - +
            structured-outputs-2025-11-13       - + - +
            fine-grained-tool-streaming         + + - -
            web-search                          - + + +
            web-fetch                           - - - +
            files-api                           - - - +
            code-execution                      - - - +
            mcp-client                          - - - +
            skills                              - - - +
            prompt-caching-scope                - - - +
            output-128k                         - + - -
            token-efficient-tools               - + - -
            thinking-binding-controls           + + + +
            thinking-display-updates            + + + +
            dangerous-tool-use                  + + + +
            mid-conversation-tool-changes       + - + +
            per-turn-control                    - + + +
            """;

    private static final Map<String, String[]> ROWS = rows();

    private Betas() {}

    private static Map<String, String[]> rows() {
        Map<String, String[]> rows = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] words = line.trim().split(" +", -1);
            rows.put(words[0], words);
        });
        return Map.copyOf(rows);
    }

    /**
     * What a host takes.
     *
     * @param sent in the order in which they were asked for, each once
     * @param warnings of the others, for which the host would refuse the whole request
     */
    record Taken(List<String> sent, List<String> warnings) {}

    /** What of these goes to the host. */
    static Taken of(Host host, List<String> asked) {
        Set<String> sent = new LinkedHashSet<>();
        Warnings warnings = new Warnings();
        for (String beta : asked) {
            String[] row = ROWS.getOrDefault(beta, ROWS.get(undated(beta)));
            String verdict = row == null ? "-" : row[host.column];
            switch (verdict) {
                case "+" -> sent.add(beta);
                case "-" -> warnings.add("anthropic-beta." + beta, "unsupported");
                default -> sent.add(verdict);
            }
        }
        return new Taken(List.copyOf(sent), warnings.entries());
    }

    /** Values of the header, which may be a list, and of the body's array. */
    static List<String> asked(String header, List<String> inBody) {
        List<String> asked = new ArrayList<>();
        for (String value : header.split(",", -1)) {
            if (!value.isBlank()) {
                asked.add(value.strip());
            }
        }
        asked.addAll(inBody);
        return asked;
    }

    /** Without a date such as {@code -2025-08-07}. */
    private static String undated(String beta) {
        int at = beta.length() - "-2025-08-07".length();
        if (at <= 0 || beta.charAt(at) != '-' || beta.charAt(at + 5) != '-' || beta.charAt(at + 8) != '-') {
            return beta;
        }
        String digits = beta.substring(at).replace("-", "");
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? beta.substring(0, at) : beta;
    }
}
