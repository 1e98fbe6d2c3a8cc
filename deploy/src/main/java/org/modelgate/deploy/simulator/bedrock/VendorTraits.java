package org.modelgate.deploy.simulator.bedrock;

import java.util.List;
import java.util.Map;

/**
 * What a vendor's models take of Converse.
 *
 * @param anyTool whether a call of any tool can be forced
 * @param namedTool whether a call of one tool can be forced
 * @param cachePoints whether there may be cache points
 * @param signs whether reasoning is signed
 */
record VendorTraits(boolean anyTool, boolean namedTool, boolean cachePoints, boolean signs) {

    private static final VendorTraits ANYTHING = new VendorTraits(true, true, true, true);
    private static final VendorTraits PLAIN = new VendorTraits(false, false, false, false);
    private static final List<Map.Entry<String, VendorTraits>> ROWS = List.of(
            Map.entry("anthropic.", ANYTHING),
            Map.entry("amazon.nova", new VendorTraits(true, true, true, false)),
            Map.entry("amazon.", PLAIN),
            Map.entry("openai.gpt-oss", PLAIN),
            Map.entry("openai.", new VendorTraits(true, true, false, false)),
            Map.entry("mistral.", new VendorTraits(true, false, false, false)),
            Map.entry("meta.", PLAIN),
            Map.entry("cohere.", PLAIN),
            Map.entry("ai21.", PLAIN),
            Map.entry("writer.", PLAIN),
            Map.entry("deepseek.", PLAIN),
            Map.entry("qwen.", PLAIN));

    static VendorTraits of(String foundation) {
        return ROWS.stream()
                .filter(row -> foundation.startsWith(row.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(ANYTHING);
    }
}
