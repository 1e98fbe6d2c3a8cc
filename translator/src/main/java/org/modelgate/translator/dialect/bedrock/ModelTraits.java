package org.modelgate.translator.dialect.bedrock;

import java.util.List;
import java.util.Locale;

/**
 * What the models of a vendor take beyond the neutral shape (wire notes on Bedrock, section 3; Amazon's service model). Rows are
 * matched in order by the beginning of the name behind region and ARN. A name that no row knows, such as that of an application's
 * profile, gets the neutral shape; what was asked for by name, a forced tool or a schema, goes out and may be refused. Claude isn't
 * here: it is served by InvokeModel.
 *
 * @param prefix beginning of the name in lower case
 * @param anyTool whether a call of any tool can be forced
 * @param namedTool whether a call of one tool can be forced
 * @param cachePoints whether cachePoint is taken
 * @param resultStatus whether toolResult has a status
 * @param structuredOutput whether outputConfig.textFormat and strict tools are taken
 * @param reasoning where reasoning is controlled
 * @param efforts levels of effort, weakest first
 * @param topK name of the model's own field for it, empty if it has none
 */
record ModelTraits(
        String prefix,
        boolean anyTool,
        boolean namedTool,
        boolean cachePoints,
        boolean resultStatus,
        boolean structuredOutput,
        Control reasoning,
        List<String> efforts,
        String topK) {

    enum Control {
        /** There is none. */
        NONE,
        /** OpenAI's {@code reasoning_effort}. */
        EFFORT,
        /** Nova's {@code reasoningConfig}. */
        NOVA
    }

    private static final String NOVA_TOP_K = "inferenceConfig.topK";
    private static final List<String> THREE = List.of("low", "medium", "high");
    private static final List<String> ALL = List.of("none", "low", "medium", "high", "xhigh", "max");

    private static final List<ModelTraits> ROWS = List.of(
            // with high effort Nova takes no cap of tokens, which every call has here
            new ModelTraits(
                    "amazon.nova-2", true, true, true, true, true, Control.NOVA, List.of("low", "medium"), NOVA_TOP_K),
            new ModelTraits("amazon.nova", true, true, true, true, false, Control.NONE, List.of(), NOVA_TOP_K),
            autoOnly("amazon.", false),
            new ModelTraits("openai.gpt-oss", false, false, false, false, true, Control.EFFORT, THREE, ""),
            new ModelTraits("openai.", true, true, false, false, true, Control.EFFORT, ALL, ""),
            new ModelTraits("mistral.", true, false, false, false, true, Control.NONE, List.of(), "top_k"),
            autoOnly("meta.", false),
            autoOnly("cohere.", false),
            autoOnly("ai21.", false),
            autoOnly("writer.", false),
            autoOnly("deepseek.r1", false),
            autoOnly("deepseek.", true),
            autoOnly("qwen.", true),
            autoOnly("moonshot", true),
            autoOnly("minimax.", true),
            autoOnly("google.", true),
            autoOnly("nvidia.", true),
            autoOnly("zai.", true));

    private static final ModelTraits UNKNOWN =
            new ModelTraits("", true, true, false, false, true, Control.NONE, List.of(), "");

    private static final List<String> REGIONS =
            List.of("us-gov.", "us.", "eu.", "apac.", "jp.", "au.", "in.", "ca.", "sa.", "global.");

    private static ModelTraits autoOnly(String prefix, boolean structuredOutput) {
        return new ModelTraits(prefix, false, false, false, false, structuredOutput, Control.NONE, List.of(), "");
    }

    static ModelTraits of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String bare = REGIONS.stream()
                .filter(name::startsWith)
                .findFirst()
                .map(region -> name.substring(region.length()))
                .orElse(name);
        return ROWS.stream()
                .filter(row -> bare.startsWith(row.prefix))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
