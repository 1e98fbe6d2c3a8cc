package org.modelgate.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;

/**
 * The configuration of a start without a file, as the file it could have been. Models of a vendor whose environment variable
 * is set go to that vendor; the others are answered by the simulator.
 */
final class DefaultConfig {
    /**
     * A vendor.
     *
     * @param variables that must all be set; beneath them the one that holds the key, if there is one
     * @param options of its section
     */
    private record Vendor(String name, String type, List<String> variables, String options) {
        /** One with a key. */
        static Vendor of(String type, String variable) {
            return new Vendor(type, type, List.of(variable), ", api_key: \"${" + variable + "}\"");
        }
    }

    private record Model(String id, List<String> aliases, String vendor, String vendorModel, String price) {}

    /** The first of each name whose variables are set is taken. */
    private static final List<Vendor> VENDORS = List.of(
            Vendor.of("anthropic", "ANTHROPIC_API_KEY"),
            Vendor.of("openai", "OPENAI_API_KEY"),
            Vendor.of("openrouter", "OPENROUTER_API_KEY"),
            Vendor.of("gemini", "GEMINI_API_KEY"),
            Vendor.of("gemini", "GOOGLE_API_KEY"),
            new Vendor(
                    "vertex",
                    "vertex",
                    List.of("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CLOUD_PROJECT"),
                    ", project: \"${GOOGLE_CLOUD_PROJECT}\", location: \"${GOOGLE_CLOUD_LOCATION:-global}\""),
            new Vendor(
                    "bedrock",
                    "bedrock",
                    List.of("AWS_BEARER_TOKEN_BEDROCK", "AWS_REGION"),
                    ", region: \"${AWS_REGION}\", api_key: \"${AWS_BEARER_TOKEN_BEDROCK}\""),
            new Vendor(
                    "bedrock",
                    "bedrock",
                    List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"),
                    ", region: \"${AWS_REGION}\""),
            new Vendor(
                    "azure",
                    "azure",
                    List.of("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"),
                    ", base_url: \"${AZURE_OPENAI_ENDPOINT}\", api_key: \"${AZURE_OPENAI_API_KEY}\""),
            Vendor.of("portkey", "PORTKEY_API_KEY"),
            Vendor.of("mistral", "MISTRAL_API_KEY"),
            Vendor.of("groq", "GROQ_API_KEY"),
            Vendor.of("deepseek", "DEEPSEEK_API_KEY"),
            Vendor.of("xai", "XAI_API_KEY"),
            Vendor.of("together", "TOGETHER_API_KEY"),
            Vendor.of("fireworks", "FIREWORKS_API_KEY"),
            Vendor.of("cerebras", "CEREBRAS_API_KEY"),
            Vendor.of("featherless", "FEATHERLESS_API_KEY"));

    /** Models that stand in the file only with their vendor, which the catalog knows the price of. */
    private static final Map<String, List<String>> WITH_VENDOR = Map.of(
            "openrouter", List.of("anthropic/claude-sonnet-4.5", "openai/gpt-5.1"),
            "vertex", List.of("claude-sonnet-4-5@20250929", "gemini-2.5-flash"),
            "bedrock", List.of("global.anthropic.claude-opus-4-6-v1", "amazon.nova-pro-v1:0"),
            "mistral", List.of("mistral-large-latest"),
            "groq", List.of("llama-3.3-70b-versatile", "openai/gpt-oss-120b"),
            "deepseek", List.of("deepseek-v4-pro", "deepseek-v4-flash"),
            "xai", List.of("grok-4.5"),
            "together", List.of("deepseek-ai/DeepSeek-V4-Pro-0813"),
            "fireworks", List.of("accounts/fireworks/models/deepseek-v4-pro"),
            "cerebras", List.of("gpt-oss-120b"));

    private static final String OPUS_PRICE =
            "{ input: 5, output: 25, cache_read: 0.5, cache_write_5m: 6.25, cache_write_1h: 10 }";
    private static final String SONNET_PRICE =
            "{ input: 3, output: 15, cache_read: 0.3, cache_write_5m: 3.75, cache_write_1h: 6 }";
    private static final String HAIKU_PRICE =
            "{ input: 1, output: 5, cache_read: 0.1, cache_write_5m: 1.25, cache_write_1h: 2 }";
    private static final List<Model> MODELS = List.of(
            new Model(
                    "claude-opus-4-5",
                    List.of("claude-opus-4-5-20251101"),
                    "anthropic",
                    "claude-opus-4-5-20251101",
                    OPUS_PRICE),
            new Model(
                    "claude-sonnet-4-5",
                    List.of("claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5"),
                    "anthropic",
                    "claude-sonnet-4-5-20250929",
                    SONNET_PRICE),
            new Model(
                    "claude-haiku-4-5",
                    List.of("claude-haiku-4-5-20251001"),
                    "anthropic",
                    "claude-haiku-4-5-20251001",
                    HAIKU_PRICE),
            new Model("gpt-5.1", List.of(), "openai", "gpt-5.1", "{ input: 1.25, output: 10, cache_read: 0.125 }"),
            new Model("gpt-5-mini", List.of(), "openai", "gpt-5-mini", "{ input: 0.25, output: 2, cache_read: 0.025 }"),
            new Model(
                    "gemini-3.5-flash",
                    List.of(),
                    "gemini",
                    "gemini-3.5-flash",
                    "{ input: 1.5, output: 9, cache_read: 0.15 }"),
            new Model(
                    "gemini-2.5-flash",
                    List.of(),
                    "gemini",
                    "gemini-2.5-flash",
                    "{ input: 0.3, output: 2.5, cache_read: 0.03 }"),
            new Model("simulator", List.of(), "simulator", "simulator", "{ input: 1, output: 5 }"));

    private DefaultConfig() {}

    /**
     * The file as text.
     *
     * @param environment a variable's value, if it is set
     * @param adminKey null: nobody may administer
     */
    static String yaml(Function<String, Optional<String>> environment, @Nullable Secret adminKey) {
        List<String> present = new ArrayList<>();
        StringBuilder yaml = new StringBuilder("storage: { url: \"sqlite:data/gateway.db\" }\nproviders:\n");
        yaml.append("  simulator: { type: simulator }\n");
        for (Vendor vendor : VENDORS) {
            boolean set = vendor.variables.stream()
                    .allMatch(name ->
                            environment.apply(name).filter(v -> !v.isBlank()).isPresent());
            if (set && !present.contains(vendor.name)) {
                present.add(vendor.name);
                yaml.append("  %s: { type: %s%s }%n".formatted(vendor.name, vendor.type, vendor.options));
            }
        }
        yaml.append("models:\n");
        for (Model model : MODELS) {
            boolean real = present.contains(model.vendor);
            yaml.append("  - id: %s%n    aliases: [%s]%n".formatted(model.id, String.join(", ", model.aliases)));
            yaml.append("    targets: [{ provider: %s, model: %s }]%n"
                    .formatted(real ? model.vendor : "simulator", model.vendorModel));
            yaml.append("    price: %s%n".formatted(model.price));
        }
        for (String vendor : present) {
            for (String model : WITH_VENDOR.getOrDefault(vendor, List.of())) {
                yaml.append("  - id: \"%s/%s\"%n    targets: [{ provider: %s, model: \"%s\" }]%n"
                        .formatted(vendor, model, vendor, model));
            }
        }
        if (adminKey != null) {
            yaml.append("admin: { key: ").append(adminKey.value()).append(" }\n");
        }
        return yaml.toString();
    }
}
