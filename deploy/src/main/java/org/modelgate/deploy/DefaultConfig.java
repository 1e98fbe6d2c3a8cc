package org.modelgate.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;

/**
 * The configuration of a start without a file, as the file it could have been. Models of a vendor whose environment variable
 * is set go to that vendor; the others are answered by the simulator.
 */
final class DefaultConfig {
    private record Vendor(String name, String type, String variable) {}

    private record Model(String id, List<String> aliases, String vendor, String vendorModel, String price) {}

    private static final Vendor ANTHROPIC = new Vendor("anthropic", "anthropic", "ANTHROPIC_API_KEY");
    private static final Vendor OPENAI = new Vendor("openai", "openai", "OPENAI_API_KEY");
    private static final Vendor OPENROUTER = new Vendor("openrouter", "openrouter", "OPENROUTER_API_KEY");
    private static final Vendor GEMINI = new Vendor("gemini", "gemini", "GEMINI_API_KEY");
    private static final List<Vendor> VENDORS = List.of(ANTHROPIC, OPENAI, OPENROUTER, GEMINI);

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
            if (environment.apply(vendor.variable).filter(v -> !v.isBlank()).isPresent()) {
                present.add(vendor.name);
                yaml.append("  %s: { type: %s, api_key: \"${%s}\" }%n"
                        .formatted(vendor.name, vendor.type, vendor.variable));
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
        if (adminKey != null) {
            yaml.append("admin: { key: ").append(adminKey.value()).append(" }\n");
        }
        return yaml.toString();
    }
}
