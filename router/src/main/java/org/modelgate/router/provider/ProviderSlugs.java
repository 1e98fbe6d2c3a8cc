package org.modelgate.router.provider;

import java.util.Locale;
import java.util.Map;

/** How clients of other gateways call kinds of providers. Pure. */
public final class ProviderSlugs {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("google", "gemini"),
            Map.entry("google-ai-studio", "gemini"),
            Map.entry("vertex-ai", "vertex"),
            Map.entry("vertex_ai", "vertex"),
            Map.entry("google-vertex", "vertex"),
            Map.entry("vertex-anthropic", "vertex"),
            Map.entry("vertexanthropic", "vertex"),
            Map.entry("amazon-bedrock", "bedrock"),
            Map.entry("aws-bedrock", "bedrock"),
            Map.entry("azure-openai", "azure"),
            Map.entry("azure-ai", "foundry"),
            Map.entry("azure_ai", "foundry"),
            Map.entry("mistral-ai", "mistral"),
            Map.entry("mistralai", "mistral"),
            Map.entry("together-ai", "together"),
            Map.entry("together_ai", "together"),
            Map.entry("togetherai", "together"),
            Map.entry("fireworks-ai", "fireworks"),
            Map.entry("fireworks_ai", "fireworks"),
            Map.entry("x-ai", "xai"),
            Map.entry("lmstudio", "lm-studio"));

    private ProviderSlugs() {}

    /** Whether a name that a client uses means this provider: its name in the configuration, its type, or a usual name of that. */
    public static boolean mean(String slug, ProviderConfig provider) {
        if (slug.equals(provider.name())) {
            return true;
        }
        String lower = slug.toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(lower, lower).equals(provider.provider().type());
    }
}
