package org.modelgate.translator.dialect.anthropic;

import static org.modelgate.translator.dialect.anthropic.ModelTraits.Thinking.ADAPTIVE;
import static org.modelgate.translator.dialect.anthropic.ModelTraits.Thinking.BETWEEN_TOOLS;
import static org.modelgate.translator.dialect.anthropic.ModelTraits.Thinking.DISABLED;
import static org.modelgate.translator.dialect.anthropic.ModelTraits.Thinking.ENABLED;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a model family takes (wire notes, section 3.1). A name that no row knows is taken to accept everything: the provider
 * itself refuses what it can't do.
 *
 * @param thinking types of {@code thinking}
 * @param efforts levels of effort, weakest first; empty if the field isn't taken
 * @param sampling whether temperature, top_p and top_k may be set
 * @param forcedTools whether {@code tool_choice} may be {@code any} or {@code tool}
 * @param lateSystem whether {@code role: system} may stand between messages
 * @param structuredOutput whether {@code output_config.format} is taken
 * @param fast whether {@code speed: fast} is taken
 * @param searches whether it can search the web, which Bedrock's can't
 */
record ModelTraits(
        Set<Thinking> thinking,
        List<String> efforts,
        boolean sampling,
        boolean forcedTools,
        boolean lateSystem,
        boolean structuredOutput,
        boolean fast,
        boolean searches) {

    /** Of a model at a provider that searches. */
    private ModelTraits(
            Set<Thinking> thinking,
            List<String> efforts,
            boolean sampling,
            boolean forcedTools,
            boolean lateSystem,
            boolean structuredOutput,
            boolean fast) {
        this(thinking, efforts, sampling, forcedTools, lateSystem, structuredOutput, fast, true);
    }

    enum Thinking {
        ADAPTIVE,
        ENABLED,
        DISABLED,
        BETWEEN_TOOLS
    }

    private static final List<String> ALL_EFFORTS = List.of("low", "medium", "high", "xhigh", "max");
    private static final List<String> EFFORTS_4_6 = List.of("low", "medium", "high", "max");
    private static final Set<Thinking> CLASSIC = Set.of(ENABLED, DISABLED);

    private static final ModelTraits UNKNOWN =
            new ModelTraits(Set.of(Thinking.values()), ALL_EFFORTS, true, true, false, true, true);
    private static final ModelTraits CLAUDE_3 =
            new ModelTraits(Set.of(DISABLED), List.of(), true, true, false, false, false);
    private static final ModelTraits CLAUDE_3_7 = new ModelTraits(CLASSIC, List.of(), true, true, false, false, false);
    private static final ModelTraits CLAUDE_4_1 = new ModelTraits(CLASSIC, List.of(), true, true, false, true, false);
    private static final ModelTraits CLAUDE_4_6 =
            new ModelTraits(Set.of(ADAPTIVE, ENABLED, DISABLED), EFFORTS_4_6, true, true, false, true, true);
    private static final ModelTraits OPUS_4_7 =
            new ModelTraits(Set.of(ADAPTIVE, DISABLED), ALL_EFFORTS, false, true, false, true, true);
    private static final ModelTraits OPUS_4_8 =
            new ModelTraits(Set.of(ADAPTIVE, DISABLED), ALL_EFFORTS, false, true, true, true, true);
    private static final ModelTraits SONNET_5 =
            new ModelTraits(Set.of(ADAPTIVE, DISABLED), ALL_EFFORTS, false, true, false, true, true);
    private static final ModelTraits FABLE_5 =
            new ModelTraits(Set.of(ADAPTIVE), ALL_EFFORTS, false, true, true, true, true);
    private static final ModelTraits UNFORCED =
            new ModelTraits(Set.of(ADAPTIVE), ALL_EFFORTS, false, false, true, true, true);
    private static final ModelTraits SONNET_5_5 =
            new ModelTraits(Set.of(ADAPTIVE, BETWEEN_TOOLS), ALL_EFFORTS, false, true, true, true, true);

    /** By beginning of the normalised name; the longest one counts. */
    private static final Map<String, ModelTraits> FAMILIES = Map.ofEntries(
            Map.entry("claude-2", CLAUDE_3),
            Map.entry("claude-3", CLAUDE_3),
            Map.entry("claude-3-7", CLAUDE_3_7),
            Map.entry("claude-sonnet-4", CLAUDE_3_7),
            Map.entry("claude-opus-4", CLAUDE_3_7),
            Map.entry("claude-opus-4-1", CLAUDE_4_1),
            Map.entry("claude-sonnet-4-5", CLAUDE_4_1),
            Map.entry("claude-opus-4-5", CLAUDE_4_1),
            Map.entry("claude-haiku-4-5", CLAUDE_4_1),
            Map.entry("claude-sonnet-4-6", CLAUDE_4_6),
            Map.entry("claude-opus-4-6", CLAUDE_4_6),
            Map.entry("claude-opus-4-7", OPUS_4_7),
            Map.entry("claude-opus-4-8", OPUS_4_8),
            Map.entry("claude-sonnet-5", SONNET_5),
            Map.entry("claude-opus-5", OPUS_4_8),
            Map.entry("claude-haiku-5", OPUS_4_8),
            Map.entry("claude-fable-5", FABLE_5),
            Map.entry("claude-mythos-5", FABLE_5),
            Map.entry("claude-fable-5-", UNFORCED),
            Map.entry("claude-mythos-5-", UNFORCED),
            Map.entry("claude-opus-5-5", UNFORCED),
            Map.entry("claude-sonnet-5-5", SONNET_5_5),
            Map.entry("claude-haiku-5-5", OPUS_4_8));

    static ModelTraits of(String model) {
        String name = normalised(model);
        String best = "";
        for (String prefix : FAMILIES.keySet()) {
            if (name.startsWith(prefix) && prefix.length() > best.length() && endsPart(name, prefix)) {
                best = prefix;
            }
        }
        ModelTraits traits = FAMILIES.getOrDefault(best, UNKNOWN);
        return isBedrocks(model) ? traits.withoutSearch() : traits;
    }

    /** Names there are {@code us.anthropic.claude-..-v1:0}, or those of an inference profile. */
    private static boolean isBedrocks(String model) {
        return model.contains("anthropic.claude") || model.startsWith("arn:");
    }

    /** Whether it calls servers of tools, which Google's and Amazon's clouds don't let it. */
    static boolean callsServers(String model) {
        return !isBedrocks(model) && model.indexOf('@') < 0;
    }

    private ModelTraits withoutSearch() {
        return new ModelTraits(thinking, efforts, sampling, forcedTools, lateSystem, structuredOutput, fast, false);
    }

    /** {@code claude-opus-4-1} is no beginning of {@code claude-opus-4-10}, nor {@code claude-fable-5-} of a date. */
    private static boolean endsPart(String name, String prefix) {
        String rest = name.substring(prefix.length());
        if (prefix.endsWith("-")) {
            int dash = rest.indexOf('-');
            String minor = dash < 0 ? rest : rest.substring(0, dash);
            return minor.length() < 3 && minor.chars().allMatch(c -> c >= '0' && c <= '9');
        }
        return rest.isEmpty() || rest.charAt(0) == '-';
    }

    /** Without vendor, in lower case, dots as dashes. */
    private static String normalised(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        int vendor = name.indexOf("claude-");
        return (vendor > 0 ? name.substring(vendor) : name).replace('.', '-');
    }

    boolean takes(Thinking type) {
        return thinking.contains(type);
    }
}
