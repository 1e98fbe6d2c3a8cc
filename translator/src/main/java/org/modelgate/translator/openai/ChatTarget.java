package org.modelgate.translator.openai;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a model behind an endpoint of OpenAI's kind takes, by its name. Rows are matched in order by prefix; the name's path
 * ({@code openai/}, {@code ft:}) doesn't count.
 *
 * @param prefix lower-case start of the model's name
 * @param maker whose API it is, as far as its fields go
 * @param reasons whether it reasons: no sampling parameters, no stop strings
 * @param capField name of the field that caps output tokens
 * @param efforts supported values of reasoning_effort, from least to most; empty: the field is unknown there
 * @param toolsForbidEffort whether function tools are refused unless the effort is none
 * @param breakpoints whether content parts may carry prompt_cache_breakpoint
 * @param replay what it does with reasoning in the history
 */
public record ChatTarget(
        String prefix,
        Maker maker,
        boolean reasons,
        String capField,
        List<String> efforts,
        boolean toolsForbidEffort,
        boolean breakpoints,
        Replay replay) {

    public enum Maker {
        OPENAI,
        MISTRAL,
        DEEPSEEK,
        XAI,
        /** Nothing is known: the least that all compatible servers take. */
        OTHER
    }

    public enum Replay {
        /** Reasoning in the history is ignored or refused. */
        NEVER,
        /** Kept where the client brings it back. */
        OPTIONAL,
        /** {@code reasoning_content} must stand on each assistant message. */
        REQUIRED
    }

    public static final String NEW_CAP = "max_completion_tokens";
    public static final String OLD_CAP = "max_tokens";

    private static final Set<String> PHASED = Set.of("gpt-5.3", "gpt-5.4", "gpt-5.5", "gpt-5.6", "gpt-6", "gpt-7");

    private static final List<String> CLASSIC = List.of("low", "medium", "high");
    private static final List<String> ALL = List.of("none", "low", "medium", "high", "xhigh", "max");

    private static final List<ChatTarget> ROWS = List.of(
            reasoner("gpt-5.6", ALL, true, true),
            reasoner("gpt-5.5", List.of("none", "low", "medium", "high", "xhigh"), true, false),
            reasoner("gpt-5.4", List.of("none", "low", "medium", "high", "xhigh"), true, false),
            reasoner("gpt-5.3", List.of("none", "low", "medium", "high", "xhigh"), false, false),
            reasoner("gpt-5.2", List.of("none", "low", "medium", "high", "xhigh"), false, false),
            reasoner("gpt-5.1", List.of("none", "low", "medium", "high"), false, false),
            classic("gpt-5-chat"),
            reasoner("gpt-5", List.of("minimal", "low", "medium", "high"), false, false),
            reasoner("gpt-6", ALL, false, true),
            reasoner("gpt-7", ALL, false, true),
            reasoner("o1", CLASSIC, false, false),
            reasoner("o3", CLASSIC, false, false),
            reasoner("o4", CLASSIC, false, false),
            other("gpt-oss", Maker.OTHER, OLD_CAP, CLASSIC, Replay.OPTIONAL),
            classic("gpt-"),
            classic("chatgpt-"),
            classic("codex-"),
            other("deepseek-reasoner", Maker.DEEPSEEK, OLD_CAP, List.of(), Replay.NEVER),
            other("deepseek-r1", Maker.DEEPSEEK, OLD_CAP, List.of(), Replay.NEVER),
            other("deepseek", Maker.DEEPSEEK, OLD_CAP, List.of("none", "low", "high", "max"), Replay.REQUIRED),
            other("magistral", Maker.MISTRAL, OLD_CAP, List.of("none", "high"), Replay.NEVER),
            other("mistral", Maker.MISTRAL, OLD_CAP, List.of("none", "high"), Replay.NEVER),
            other("ministral", Maker.MISTRAL, OLD_CAP, List.of(), Replay.NEVER),
            other("codestral", Maker.MISTRAL, OLD_CAP, List.of(), Replay.NEVER),
            other("devstral", Maker.MISTRAL, OLD_CAP, List.of(), Replay.NEVER),
            other("pixtral", Maker.MISTRAL, OLD_CAP, List.of(), Replay.NEVER),
            other("grok", Maker.XAI, NEW_CAP, CLASSIC, Replay.NEVER));

    /** What all of OpenAI's reasoning models take; other levels are brought to these, with a warning. */
    private static final ChatTarget NEWER = reasoner("gpt-", CLASSIC, false, false);

    private static final ChatTarget UNKNOWN = other("", Maker.OTHER, OLD_CAP, List.of(), Replay.OPTIONAL);

    /** A deployment of any name behind a Responses endpoint: most likely one of OpenAI's models, whose server judges. */
    private static final ChatTarget UNKNOWN_RESPONSES =
            new ChatTarget("", Maker.OPENAI, false, "max_output_tokens", Efforts.SCALE, false, false, Replay.OPTIONAL);

    /** A model behind a Responses endpoint, where tools and effort go together. */
    public static ChatTarget ofResponses(String model) {
        ChatTarget row = of(model);
        return row.prefix.isEmpty() ? UNKNOWN_RESPONSES : row;
    }

    /** Whether it may give and take encrypted reasoning. */
    public boolean mayReason() {
        return reasons || prefix.isEmpty();
    }

    public static ChatTarget of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String bare = name.startsWith("ft:") ? name.substring(3) : name;
        ChatTarget known = ROWS.stream()
                .filter(row -> bare.startsWith(row.prefix))
                .findFirst()
                .orElse(UNKNOWN);
        boolean other = known.prefix.isEmpty() || known.prefix.equals("gpt-");
        return other && isNewer(bare) ? NEWER : known;
    }

    /** {@code gpt-8} or {@code o5}: OpenAI's models of a later generation than the rows know; {@code gpt-35} is an older one's name. */
    private static boolean isNewer(String name) {
        boolean gpt = name.startsWith("gpt-");
        int from = gpt ? 4 : 1;
        int end = from;
        while (end < name.length() && name.charAt(end) >= '0' && name.charAt(end) <= '9') {
            end++;
        }
        boolean whole = end == name.length() || name.charAt(end) == '-' || name.charAt(end) == '.';
        if (!(gpt || name.startsWith("o")) || end == from || end - from > 2 || !whole) {
            return false;
        }
        int generation = Integer.parseInt(name.substring(from, end));
        return generation >= (gpt ? 8 : 5) && generation < 30;
    }

    /** Whether it wants to know which of its messages were comments on its work (openai-responses.md, section 8). */
    public boolean knowsPhases() {
        return PHASED.contains(prefix);
    }

    /** Whether a chat model searches the web, which no other one there does. */
    public static boolean searches(String model) {
        return model.contains("-search-");
    }

    /** The field to set on a body whose client gave no cap: where nothing is known of the model, the current name. */
    public static String capFieldToAdd(String model) {
        ChatTarget target = of(model);
        return target.prefix.isEmpty() ? NEW_CAP : target.capField;
    }

    public boolean isOpenAi() {
        return maker == Maker.OPENAI;
    }

    private static ChatTarget reasoner(
            String prefix, List<String> efforts, boolean toolsForbidEffort, boolean breakpoints) {
        return new ChatTarget(
                prefix, Maker.OPENAI, true, NEW_CAP, efforts, toolsForbidEffort, breakpoints, Replay.NEVER);
    }

    private static ChatTarget classic(String prefix) {
        return new ChatTarget(prefix, Maker.OPENAI, false, NEW_CAP, List.of(), false, false, Replay.NEVER);
    }

    private static ChatTarget other(String prefix, Maker maker, String capField, List<String> efforts, Replay replay) {
        return new ChatTarget(prefix, maker, false, capField, efforts, false, false, replay);
    }
}
